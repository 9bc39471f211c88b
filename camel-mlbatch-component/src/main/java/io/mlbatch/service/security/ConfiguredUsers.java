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

import java.util.Optional;
import java.util.Set;

import io.mlbatch.protocol.Credentials;

/** Users that are configured in options. */
interface ConfiguredUsers {

    Set<String> names();

    /**
     * Returns the user of these credentials; empty if they are wrong. The check of an unknown name takes as long as
     * that of a wrong password.
     *
     * @throws TooBusyException if too many other checks are running
     */
    Optional<Caller> authenticate(Credentials credentials);
}
