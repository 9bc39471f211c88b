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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.Credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UserListTest {

    private static final Caller ANNA = new Caller("anna", Set.of("score"));
    private static final Map<String, User> USERS = Map.of(
            "anna", new User(ANNA, "$2y$05$" + "a".repeat(53)),
            "bert", new User(new Caller("bert", Set.of()), "$2y$06$" + "b".repeat(53)));

    private final List<String> checked = new ArrayList<>();

    @Test
    void userWithTheRightPasswordIsLetIn() {
        UserList users = UserList.parse("anna:" + "$2y$05$abcdefghijklmnopqrstuuEVdkK0PlG4Ly5oyZ45zZiNBNxG3rovC:score");
        assertThat(users.authenticate(new Credentials("anna", "pässwörd:,|€"))).contains(ANNA);
        assertThat(users.authenticate(new Credentials("anna", "pässwörd"))).isEmpty();
        assertThat(users.authenticate(new Credentials("Anna", "pässwörd:,|€"))).isEmpty();
        assertThat(users.authenticate(new Credentials("", ""))).isEmpty();
    }

    @Test
    void unknownUserCostsTheCheckOfTheCostliestHash() {
        UserList users = new UserList(USERS, this::accept, 1);
        assertThat(users.authenticate(new Credentials("anna", "x"))).contains(ANNA);
        // even if the dummy matched
        assertThat(users.authenticate(new Credentials("unknown", "x"))).isEmpty();
        assertThat(checked).containsExactly("$2y$05$" + "a".repeat(53), Bcrypt.dummy(6));
    }

    @Test
    void checkBeyondTheBoundIsRefusedAndOneAfterItIsNot() {
        UserList[] users = new UserList[1];
        users[0] = new UserList(
                USERS,
                (password, hash) -> {
                    // while this check runs
                    assertThatExceptionOfType(TooBusyException.class)
                            .isThrownBy(() -> users[0].authenticate(new Credentials("bert", "y")));
                    return true;
                },
                1);
        assertThat(users[0].authenticate(new Credentials("anna", "x"))).contains(ANNA);
        assertThat(users[0].authenticate(new Credentials("anna", "x"))).contains(ANNA);
    }

    @Test
    void checkThatBreaksGivesItsPlaceBack() {
        UserList users = new UserList(
                USERS,
                (password, hash) -> {
                    throw new IllegalStateException("broken");
                },
                1);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> users.authenticate(new Credentials("anna", "x")))
                    .hasMessage("broken");
        }
    }

    private boolean accept(String password, String hash) {
        checked.add(hash);
        return true;
    }
}
