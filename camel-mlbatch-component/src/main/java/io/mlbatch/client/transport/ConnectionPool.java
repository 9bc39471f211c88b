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
package io.mlbatch.client.transport;

import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.TimeValue;

/** Factory of the connection pools that {@link HttpTransport} relies on. */
public final class ConnectionPool {

    /** Servers send 10 to 30 headers, of at most a few thousand characters. */
    private static final Http1Config LIMITS = Http1Config.custom()
            .setMaxHeaderCount(200)
            .setMaxLineLength(32 * 1024)
            // the defaults of 8 and 2 KiB cost a system call, or a chunk to parse, for every few records
            .setBufferSize(16 * 1024)
            .setChunkSizeHint(16 * 1024)
            .build();

    private ConnectionPool() {}

    /**
     * Returns a pool of connections that limit response headers, notice a response before the request is sent, and do
     * not log.
     *
     * @param builder contains all other settings of the pool
     * @param timeToLive the maximum time for which a connection is used, or {@code null}
     */
    public static PoolingHttpClientConnectionManager create(
            PoolingHttpClientConnectionManagerBuilder builder, TimeValue timeToLive) {
        return builder.setConnectionFactory(socket -> {
                    ClientConnection connection = new ClientConnection(LIMITS);
                    if (socket != null) {
                        connection.bind(socket);
                    }
                    return connection;
                })
                // the outcome of a start would be unknown on a connection that the server has closed in the meantime
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                        .setTimeToLive(timeToLive)
                        .build())
                .build();
    }
}
