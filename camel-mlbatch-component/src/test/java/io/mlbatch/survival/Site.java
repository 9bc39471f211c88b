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
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The resources that nodes share.
 *
 * @param folder of the repository, of the cluster's locks and of the nodes' records
 */
record Site(Path folder, String serverUrl) {

    static final String GROUP = "scores";

    /** @param folder is empty */
    static Site in(Path folder, HoldingServer server) throws IOException {
        Site site = new Site(folder, server.url());
        Files.createDirectory(site.emissionsFolder());
        return site;
    }

    Path emissionsFolder() {
        return folder.resolve("emissions");
    }

    Path clusterFolder() {
        return folder.resolve("cluster");
    }

    Repository repository() {
        return new Repository(folder.resolve("emitted.db"));
    }

    List<Emitted> emissions() throws IOException {
        return Emitted.readFrom(emissionsFolder());
    }

    List<Emitted> emissionsOf(String node) throws IOException {
        return Emitted.of(emissionsFolder().resolve(node));
    }

    /** Those of the executions that the group remembers as emitted. */
    Set<String> acknowledged(Collection<String> executions) throws SQLException {
        Set<String> keys = repository().keys();
        String prefix = GROUP + "|" + serverUrl + "|" + HoldingServer.SERVICE + "|";
        return executions.stream().filter(id -> keys.contains(prefix + id)).collect(Collectors.toSet());
    }
}
