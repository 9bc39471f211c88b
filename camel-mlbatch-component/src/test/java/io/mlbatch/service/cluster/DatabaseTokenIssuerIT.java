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
package io.mlbatch.service.cluster;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.Tokens;
import io.mlbatch.service.security.TokenIssuer;
import io.mlbatch.service.security.TokenIssuerContract;
import io.mlbatch.service.store.StoreException;
import io.mlbatch.testing.host.RunningPostgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tokens in the database: one node issues them, and others know them. */
@Tag("host")
class DatabaseTokenIssuerIT extends TokenIssuerContract {

    private final SwitchedDataSource switched = new SwitchedDataSource(RunningPostgres.newStoreSchema());
    private final ClusterDatabase database = new ClusterDatabase(switched.dataSource());
    private long nanos;
    private final ClusterNode node = new ClusterNode(database, "test", () -> nanos);
    private final TokenIssuer first = issuer();
    private final TokenIssuer second = issuer();

    @BeforeAll
    static void startServer() {
        RunningPostgres.assumeThatItRuns();
    }

    @BeforeEach
    void join() {
        node.join();
    }

    private DatabaseTokenIssuer issuer() {
        return new DatabaseTokenIssuer(database, node, maxPairs(), maxPairsOfUser());
    }

    @Override
    protected int maxPairs() {
        return 30;
    }

    @Override
    protected int maxPairsOfUser() {
        return 10;
    }

    @Override
    protected TokenIssuer newIssuer() {
        return first;
    }

    @Override
    protected void advance(Duration duration) {
        try {
            database.update(
                    "UPDATE mlbatch_token SET access_end = access_end - ?, refresh_end = refresh_end - ?",
                    duration.toMillis(),
                    duration.toMillis());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected int size() {
        return rows().size();
    }

    private List<String> rows() {
        try {
            return database.query("SELECT * FROM mlbatch_token", row -> row.getString(1) + " " + row.getString(2));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void pairOfOneNode_isRefreshedAndRevokedOnAnother() {
        Tokens issued = first.issue(ANNA);
        assertThat(second.caller(issued.accessToken())).contains(ANNA);
        Tokens refreshed = second.refresh(issued.refreshToken(), ANNA).orElseThrow();
        assertThat(first.caller(issued.accessToken())).isEmpty();
        assertThat(first.caller(refreshed.accessToken())).contains(ANNA);
        first.revoke(refreshed.refreshToken());
        assertThat(second.caller(refreshed.accessToken())).isEmpty();
    }

    @Test
    void sameRefreshTokenOnSeveralNodesAtOnce_isExchangedOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 20; round++) {
                Tokens issued = first.issue(ANNA);
                List<Future<Tokens>> exchanges = Stream.of(first, second, first, second, first, second, first, second)
                        .map(each -> threads.submit(
                                () -> each.refresh(issued.refreshToken(), ANNA).orElse(null)))
                        .toList();
                Stream.Builder<Tokens> exchanged = Stream.builder();
                for (Future<Tokens> exchange : exchanges) {
                    exchanged.add(exchange.get());
                }
                List<Tokens> fresh = exchanged.build().filter(Objects::nonNull).toList();
                assertThat(fresh).hasSize(1);
                assertThat(second.caller(fresh.get(0).accessToken())).contains(ANNA);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void tokens_areStoredAsHashes() {
        Tokens issued = first.issue(ANNA);
        assertThat(rows()).singleElement().satisfies(row -> assertThat(row)
                .matches("[0-9a-f]{64} [0-9a-f]{64}")
                .doesNotContain(issued.accessToken(), issued.refreshToken()));
    }

    @Test
    void databaseThatIsAway_isNotAnInvalidToken() {
        Tokens issued = first.issue(ANNA);
        switched.fail();
        assertThatThrownBy(() -> first.caller(issued.accessToken())).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> first.refresh(issued.refreshToken(), ANNA)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> first.issue(ANNA)).isInstanceOf(StoreException.class);
        switched.repair();
        assertThat(first.caller(issued.accessToken())).contains(ANNA);
    }

    @Test
    void databaseThatHasBeenAwayForSeconds_isNotAsked() {
        Tokens issued = first.issue(ANNA);
        nanos += Duration.ofSeconds(6).toNanos();
        int asked = switched.connections();
        assertThatThrownBy(() -> first.caller(issued.accessToken())).isInstanceOf(StoreException.class);
        assertThat(switched.connections()).isEqualTo(asked);
        node.beat();
        assertThat(first.caller(issued.accessToken())).contains(ANNA);
    }
}
