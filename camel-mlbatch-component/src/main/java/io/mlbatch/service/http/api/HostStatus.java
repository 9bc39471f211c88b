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
package io.mlbatch.service.http.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.mlbatch.protocol.ServerStatus;
import io.mlbatch.protocol.ServerStatus.Code;
import io.mlbatch.service.cluster.ClusterNode;

/**
 * The status of the host for probes. Has no component while a single host works; in a cluster always the components
 * {@code store} and {@code cluster}, with the id of the node and the number of live nodes. Names no services, because
 * probes call without a token. Thread-safe.
 */
public final class HostStatus {

    private static final String STORE = "store";
    private static final String CLUSTER = "cluster";
    private static final String DRAIN = "drain";

    private final ServiceRegistry services;
    private final Optional<ClusterNode> node;

    /** @param node this node of a cluster; empty for a single host */
    public HostStatus(ServiceRegistry services, Optional<ClusterNode> node) {
        this.services = services;
        this.node = node;
    }

    /** Returns the current status. Never blocks. */
    public ServerStatus status() {
        Map<String, String> components = new LinkedHashMap<>();
        Map<String, Map<String, String>> details = new LinkedHashMap<>();
        boolean isFailing = services.isFailing();
        if (isFailing || node.isPresent()) {
            components.put(STORE, code(!isFailing));
        }
        node.ifPresent(each -> {
            components.put(CLUSTER, code(each.isConnected()));
            Map<String, String> members = new LinkedHashMap<>();
            members.put("node", each.id());
            members.put("nodes", Integer.toString(each.live().size()));
            details.put(CLUSTER, members);
        });
        boolean works = components.values().stream().allMatch(code(true)::equals);
        boolean isDraining = services.gate().isClosed();
        if (isDraining) {
            components.put(DRAIN, Code.WARN.toString());
        }
        return new ServerStatus(works ? isDraining ? Code.WARN : Code.PASS : Code.FAIL, components, details);
    }

    private static String code(boolean works) {
        return (works ? Code.PASS : Code.FAIL).toString();
    }
}
