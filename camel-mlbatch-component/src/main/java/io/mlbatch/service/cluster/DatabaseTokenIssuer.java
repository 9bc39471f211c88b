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

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.mlbatch.protocol.Tokens;
import io.mlbatch.service.security.Caller;
import io.mlbatch.service.security.RandomTokens;
import io.mlbatch.service.security.Sha256;
import io.mlbatch.service.security.TokenIssuer;
import io.mlbatch.service.store.StoreException;

/**
 * Holds the tokens of a cluster in its database: a token of one node is valid on all, and its revocation as well.
 * Tokens expire by the clock of the database.
 */
public final class DatabaseTokenIssuer implements TokenIssuer {

    private static final String ROLE_SEPARATOR = "\n";

    private static final String INSERT =
            sql("INSERT INTO mlbatch_token (refresh_hash, access_hash, owner, roles, access_end, refresh_end)"
                    + " VALUES (?, ?, ?, ?, {now} + ?, {now} + ?)");
    /** One statement: of two nodes with the same refresh token one finds the row, and no crash loses the pair. */
    private static final String REPLACE = sql("UPDATE mlbatch_token SET refresh_hash = ?, access_hash = ?, owner = ?,"
            + " roles = ?, access_end = {now} + ?, refresh_end = {now} + ? WHERE refresh_hash = ? AND refresh_end >"
            + " {now}");

    private static final String REVOKE = "DELETE FROM mlbatch_token WHERE refresh_hash = ?";
    private static final String HOLDER =
            sql("SELECT owner, roles FROM mlbatch_token WHERE refresh_hash = ? AND refresh_end > {now}");
    private static final String CALLER =
            sql("SELECT owner, roles FROM mlbatch_token WHERE access_hash = ? AND access_end > {now}");

    /** Locked rows are skipped: two nodes that delete the same rows in another order would block each other. */
    private static final String DELETE =
            "DELETE FROM mlbatch_token WHERE refresh_hash IN (SELECT refresh_hash FROM mlbatch_token WHERE {these} FOR"
                    + " UPDATE SKIP LOCKED)";

    private static final String EXPIRED = delete("refresh_end <= {now}");
    private static final String BEYOND_LIMIT_OF_USER =
            delete("refresh_hash IN (SELECT refresh_hash FROM mlbatch_token WHERE owner = ?"
                    + " ORDER BY refresh_end DESC, refresh_hash OFFSET ?)");
    private static final String BEYOND_LIMIT = delete("refresh_hash IN (SELECT refresh_hash FROM mlbatch_token"
            + " WHERE owner = (SELECT owner FROM mlbatch_token GROUP BY owner"
            + " ORDER BY COUNT(*) DESC, MIN(refresh_end) LIMIT 1) ORDER BY refresh_end, refresh_hash"
            + " LIMIT (SELECT GREATEST(COUNT(*) - ?, 0) FROM mlbatch_token))");

    private final ClusterDatabase database;
    private final ClusterNode node;
    private final int maxPairs;
    private final int maxPairsOfUser;
    private final RandomTokens random = new RandomTokens();

    public DatabaseTokenIssuer(ClusterDatabase database, ClusterNode node) {
        this(database, node, MAX_PAIRS, MAX_PAIRS_OF_USER);
    }

    DatabaseTokenIssuer(ClusterDatabase database, ClusterNode node, int maxPairs, int maxPairsOfUser) {
        this.database = database;
        this.node = node;
        this.maxPairs = maxPairs;
        this.maxPairsOfUser = maxPairsOfUser;
    }

    private static String delete(String these) {
        return sql(DELETE.replace("{these}", these));
    }

    private static String sql(String statement) {
        return statement.replace("{now}", ClusterDatabase.NOW);
    }

    @Override
    public Tokens issue(Caller holder) {
        Tokens tokens = random.next();
        return reach(() -> {
            database.update(
                    INSERT,
                    Sha256.text(tokens.refreshToken()),
                    Sha256.text(tokens.accessToken()),
                    holder.name(),
                    roles(holder),
                    ACCESS_LIFETIME.toMillis(),
                    REFRESH_LIFETIME.toMillis());
            database.update(EXPIRED);
            database.update(BEYOND_LIMIT_OF_USER, holder.name(), maxPairsOfUser);
            database.update(BEYOND_LIMIT, maxPairs);
            return tokens;
        });
    }

    @Override
    public Optional<Tokens> refresh(String refreshToken, Caller holder) {
        Tokens tokens = random.next();
        int replaced = reach(() -> database.update(
                REPLACE,
                Sha256.text(tokens.refreshToken()),
                Sha256.text(tokens.accessToken()),
                holder.name(),
                roles(holder),
                ACCESS_LIFETIME.toMillis(),
                REFRESH_LIFETIME.toMillis(),
                Sha256.text(refreshToken)));
        return replaced == 1 ? Optional.of(tokens) : Optional.empty();
    }

    @Override
    public void revoke(String refreshToken) {
        reach(() -> database.update(REVOKE, Sha256.text(refreshToken)));
    }

    @Override
    public Optional<Caller> holder(String refreshToken) {
        return find(HOLDER, refreshToken);
    }

    @Override
    public Optional<Caller> caller(String accessToken) {
        return find(CALLER, accessToken);
    }

    private Optional<Caller> find(String query, String token) {
        List<Caller> found = reach(() -> database.query(query, DatabaseTokenIssuer::caller, Sha256.text(token)));
        return found.stream().findFirst();
    }

    @Override
    public boolean mayBlock() {
        return true;
    }

    private static Caller caller(ResultSet row) throws SQLException {
        String roles = row.getString(2);
        return new Caller(row.getString(1), roles.isEmpty() ? Set.of() : Set.of(roles.split(ROLE_SEPARATOR)));
    }

    private static String roles(Caller holder) {
        return String.join(ROLE_SEPARATOR, holder.roles());
    }

    private interface Step<T> {
        T run() throws SQLException;
    }

    private <T> T reach(Step<T> step) {
        // without a wait: while the database is away, callers would hold all threads
        node.requireConnected();
        try {
            return step.run();
        } catch (SQLException e) {
            throw new StoreException("Tokens cannot be checked at the moment", e);
        }
    }
}
