/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.mlbatch.service.security;

import java.util.Set;

import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.Credentials;

import static org.assertj.core.api.Assertions.assertThat;

class CredentialsCheckTest {

    private final CredentialsCheck check = new CredentialsCheck(new Credentials("jürgen", "pässword"));

    @Test
    void onlyTheVerySameCredentials_areAccepted() {
        assertThat(check.authenticate(new Credentials("jürgen", "pässword"))).contains(new Caller("jürgen", Set.of()));
        assertThat(check.authenticate(new Credentials("jürgen", "passwort"))).isEmpty();
        assertThat(check.authenticate(new Credentials("Jürgen", "pässword"))).isEmpty();
        assertThat(check.authenticate(new Credentials("", ""))).isEmpty();
    }
}
