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
package io.mlbatch.service.store.jdbc.cluster;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

import io.mlbatch.protocol.ServiceId;
import io.mlbatch.service.store.CreateResult;
import io.mlbatch.service.store.Execution;
import io.mlbatch.service.store.ExecutionStore;
import io.mlbatch.service.store.ExecutionStoreContract;
import io.mlbatch.service.store.ItemResult;
import io.mlbatch.service.store.ResultRun;
import io.mlbatch.service.store.jdbc.JdbcExecutionStore;
import io.mlbatch.testing.host.RunningPostgres;

/** The contract of stores with two nodes of a cluster: one is called, and the other one computes. */
class ClusterStoreContractIT extends ExecutionStoreContract {

    private final TestCluster cluster = new TestCluster();
    private JdbcExecutionStore called;
    private JdbcExecutionStore computing;

    @BeforeAll
    static void startServer() {
        RunningPostgres.assumeThatItRuns();
    }

    @Override
    protected ExecutionStore createStore() {
        called = cluster.node("called");
        computing = cluster.node("computing");
        return (ExecutionStore) Proxy.newProxyInstance(
                ExecutionStore.class.getClassLoader(), new Class<?>[] {ExecutionStore.class}, this::onStore);
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    private Object onStore(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("unfinished")) {
            return called.list((ServiceId) arguments[0]).stream()
                    .map(id -> called.find(id.service(), id.value()).orElseThrow())
                    .filter(execution -> !execution.status().state().isTerminal())
                    .map(this::computed)
                    .toList();
        }
        if (method.getName().equals("observe")) {
            // an end is reported by the node that stored the last result
            return invoke(computing, method, arguments);
        }
        Object result = invoke(called, method, arguments);
        if (result instanceof CreateResult created) {
            return new CreateResult(computed(created.execution()), created.isNew());
        }
        return result instanceof Optional<?> found && found.orElse(null) instanceof Execution execution
                ? Optional.of(computed(execution))
                : result;
    }

    /** Returns an execution that the other node computes, and whose row is read for each call. */
    private Execution computed(Execution execution) {
        return (Execution) Proxy.newProxyInstance(
                Execution.class.getClassLoader(), new Class<?>[] {Execution.class}, (proxy, method, arguments) -> {
                    Execution now = called.find(
                                    execution.id().service(), execution.id().value())
                            .orElse(execution);
                    Object result = null;
                    switch (method.getName()) {
                        case "begin" -> cluster.claim(computing, now, 0);
                        case "complete" ->
                            cluster.complete(
                                    computing,
                                    now,
                                    arguments[0] instanceof ResultRun run
                                            ? run
                                            : ResultRun.of((int) arguments[0], (ItemResult) arguments[1]));
                        default -> result = invoke(now, method, arguments);
                    }
                    called.watch();
                    return result;
                });
    }

    private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
