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

import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exception handler of the consumers of routes that records can reach, for example over {@code seda:}. It logs the
 * failures of records at DEBUG, because their callers read them, and passes all others to Camel's own handler.
 */
record RecordExceptionHandler(ExceptionHandler delegate) implements ExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(RecordExceptionHandler.class);

    @Override
    public void handleException(Throwable exception) {
        delegate.handleException(exception);
    }

    @Override
    public void handleException(String message, Throwable exception) {
        delegate.handleException(message, exception);
    }

    @Override
    public void handleException(String message, Exchange exchange, Throwable exception) {
        if (exchange != null && RecordMark.isRecord(exchange)) {
            LOG.debug("{}: {}", message, exchange, exception);
        } else {
            delegate.handleException(message, exchange, exception);
        }
    }
}
