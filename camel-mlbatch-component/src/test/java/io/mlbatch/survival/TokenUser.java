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
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.mlbatch.protocol.Tokens;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Has tokens issued, refreshed and revoked, each on a random node, and checks that they are valid on all nodes exactly
 * as long as they should be. A pair whose refresh or revocation got no response is not used any more.
 */
final class TokenUser {

    private final ClusterAccess cluster;
    private Tokens pair;
    private volatile int logins;
    private volatile int refreshes;

    private record Exchange(Optional<Tokens> fresh, boolean answered) {}

    TokenUser(ClusterAccess cluster) {
        this.cluster = cluster;
    }

    void act(Random random) throws IOException, InterruptedException {
        if (pair == null) {
            pair = cluster.anyClient(random, Optional::empty).login(HostProgram.USER, HostProgram.PASSWORD);
            logins++;
            return;
        }
        switch (random.nextInt(10)) {
            case 0 -> revoke(random, use());
            case 1, 2 -> refresh(random, use());
            case 3 -> refreshOnTwoNodes(random, use());
            default -> assertThat(isValid(random, pair)).as("a valid token").isTrue();
        }
    }

    /** The pair, whose state is unknown until its use gets a response. */
    private Tokens use() {
        Tokens used = pair;
        pair = null;
        return used;
    }

    private boolean isValid(Random random, Tokens tokens) throws IOException, InterruptedException {
        return cluster.anyClient(random, () -> Optional.of(tokens.accessToken()))
                .isLoggedIn();
    }

    private void revoke(Random random, Tokens used) throws IOException, InterruptedException {
        cluster.anyClient(random, () -> Optional.of(used.accessToken())).revoke(used.refreshToken());
        assertThat(isValid(random, used)).as("a revoked token is valid").isFalse();
    }

    private void refresh(Random random, Tokens used) throws IOException, InterruptedException {
        Optional<Tokens> fresh = cluster.anyClient(random, Optional::empty).refresh(used.refreshToken());
        assertThat(fresh).as("the pair of a valid refresh token").isPresent();
        onRefresh(random, used, fresh.get());
    }

    private void refreshOnTwoNodes(Random random, Tokens used) throws IOException, InterruptedException {
        CompletableFuture<Exchange> other = CompletableFuture.supplyAsync(() -> exchange(new Random(7), used));
        Exchange first = exchange(random, used);
        Exchange second = get(other);
        if (first.fresh().isPresent() || second.fresh().isPresent()) {
            assertThat(first.fresh().isPresent() && second.fresh().isPresent())
                    .as("two pairs for one refresh token")
                    .isFalse();
            onRefresh(random, used, first.fresh().or(second::fresh).orElseThrow());
        } else {
            assertThat(first.answered() && second.answered())
                    .as("no pair for a valid refresh token")
                    .isFalse();
        }
    }

    private void onRefresh(Random random, Tokens used, Tokens fresh) throws IOException, InterruptedException {
        pair = fresh;
        refreshes++;
        assertThat(isValid(random, used))
                .as("the token of a refreshed pair is valid")
                .isFalse();
    }

    private Exchange exchange(Random random, Tokens used) {
        try {
            return new Exchange(cluster.anyClient(random, Optional::empty).refresh(used.refreshToken()), true);
        } catch (IOException e) {
            return new Exchange(Optional.empty(), false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Exchange(Optional.empty(), false);
        }
    }

    private static Exchange get(CompletableFuture<Exchange> other) throws InterruptedException {
        try {
            return other.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    int logins() {
        return logins;
    }

    int refreshes() {
        return refreshes;
    }
}
