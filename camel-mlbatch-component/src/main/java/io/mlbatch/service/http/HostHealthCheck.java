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
package io.mlbatch.service.http;

import java.util.Map;
import java.util.function.Supplier;

import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

import io.mlbatch.protocol.ServerStatus;

/** Reports UP if {@code GET /status} returns {@code pass}. Never blocks. No detail contains a secret. */
final class HostHealthCheck extends AbstractHealthCheck {

    private final Supplier<ServerStatus> status;

    HostHealthCheck(Supplier<ServerStatus> status) {
        super("camel", "mlbatch-service");
        this.status = status;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        ServerStatus current = status.get();
        current.components().forEach(builder::detail);
        current.details()
                .forEach((component, texts) ->
                        texts.forEach((name, text) -> builder.detail(component + "." + name, text)));
        if (current.code() == ServerStatus.Code.PASS) {
            builder.up();
        } else {
            builder.down().message("The host reports " + current.code() + ": " + current.components());
        }
    }

    @Override
    public boolean isLiveness() {
        // a restart does not repair a disk or a database
        return false;
    }
}
