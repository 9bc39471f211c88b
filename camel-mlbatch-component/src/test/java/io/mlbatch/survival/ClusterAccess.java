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
package io.mlbatch.survival;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** The nodes that callers can choose from, and the token that they share. */
final class ClusterAccess {

    private final List<ClusterMember> members;
    private volatile Optional<String> token = Optional.empty();

    ClusterAccess(List<ClusterMember> members) {
        this.members = members;
    }

    /** Has a token issued that lasts as long as the test. */
    void logIn() throws IOException, InterruptedException {
        token = Optional.of(members.get(0)
                .client(Optional::empty)
                .login(HostProgram.USER, HostProgram.PASSWORD)
                .accessToken());
    }

    Optional<String> token() {
        return token;
    }

    /** A random node, called with the token that another node may have issued. */
    HostClient anyClient(Random random) {
        return anyClient(random, this::token);
    }

    HostClient anyClient(Random random, Supplier<Optional<String>> other) {
        return members.get(random.nextInt(members.size())).client(other);
    }

    List<HostClient> clients() {
        return members.stream().map(member -> member.client(this::token)).toList();
    }
}
