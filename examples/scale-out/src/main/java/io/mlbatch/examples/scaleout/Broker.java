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
package io.mlbatch.examples.scaleout;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerConsumerPlugin;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** An Artemis in this JVM, without a disk: the host has the records, and computes those whose messages are lost. */
final class Broker {

    private final EmbeddedActiveMQ artemis = new EmbeddedActiveMQ();
    private final CountDownLatch consumers;

    /** @param consumers the number of consumers of the queue for which {@link #awaitConsumers} waits */
    Broker(int port, String queue, int consumers) throws Exception {
        this.consumers = new CountDownLatch(consumers);
        Configuration configuration = new ConfigurationImpl();
        configuration.setPersistenceEnabled(false);
        configuration.setSecurityEnabled(false);
        configuration.setJMXManagementEnabled(false);
        configuration.addAcceptorConfiguration("tcp", "tcp://127.0.0.1:" + port);
        // a message that ends one worker after another is taken out of the queue in the end
        configuration.addAddressSetting(
                "#",
                new AddressSettings()
                        .setDeadLetterAddress(SimpleString.of("DLQ"))
                        .setExpiryAddress(SimpleString.of("expired")));
        configuration.registerBrokerPlugin(new ActiveMQServerConsumerPlugin() {
            @Override
            public void afterCreateConsumer(ServerConsumer consumer) {
                if (consumer.getQueue().getName().toString().equals(queue)) {
                    Broker.this.consumers.countDown();
                }
            }
        });
        artemis.setConfiguration(configuration);
    }

    void start() throws Exception {
        artemis.start();
    }

    void awaitConsumers() throws InterruptedException {
        if (!consumers.await(2, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the workers have not connected to the broker");
        }
    }

    void stop() throws Exception {
        artemis.stop();
    }
}
