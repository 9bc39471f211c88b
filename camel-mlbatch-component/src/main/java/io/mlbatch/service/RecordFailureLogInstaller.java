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
package io.mlbatch.service;

import java.util.Collection;

import org.apache.camel.Channel;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.Service;
import org.apache.camel.processor.errorhandler.RedeliveryErrorHandler;
import org.apache.camel.spi.ErrorHandlerAware;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.LoggingExceptionHandler;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Lets the routes of a context log the failures of records by {@link RecordFailureLog} and
 * {@link RecordExceptionHandler}: any of them may be called by the route of a service. Error handlers and exception
 * handlers that the application configures remain as they are.
 */
final class RecordFailureLogInstaller extends LifecycleStrategySupport {

    @Override
    public void onRoutesAdd(Collection<Route> routes) {
        for (Route route : routes) {
            boolean isForRecords = route.getEndpoint() instanceof MlbatchServiceEndpoint;
            if (route.getProcessor() instanceof Service service) {
                for (Service child : ServiceHelper.getChildServices(service, true)) {
                    if (child instanceof RedeliveryErrorHandler handler) {
                        install(handler, isForRecords);
                    } else if (child instanceof ErrorHandlerAware eip
                            && eip.getErrorHandler() instanceof RedeliveryErrorHandler handler) {
                        // the error handlers of its branches are clones, which share the logger
                        RecordFailureLog.replace(handler, isForRecords);
                    } else if (child instanceof Channel channel
                            && channel.getErrorHandler() == null
                            && child instanceof DelegateAsyncProcessor step
                            && !(step.getProcessor() instanceof RecordMark)) {
                        step.setProcessor(started(step.getProcessor()));
                    }
                }
            }
            install(route.getConsumer());
        }
    }

    private static void install(RedeliveryErrorHandler handler, boolean isForRecords) {
        if (RecordFailureLog.replace(handler, isForRecords)) {
            handler.changeOutput(started(handler.getOutput()));
        }
    }

    private static RecordMark started(Processor output) {
        RecordMark mark = new RecordMark(output);
        ServiceHelper.startService(mark);
        return mark;
    }

    private static void install(Consumer consumer) {
        if (consumer instanceof DefaultConsumer target
                && target.getExceptionHandler() instanceof LoggingExceptionHandler handler) {
            target.setExceptionHandler(new RecordExceptionHandler(handler));
        }
    }
}
