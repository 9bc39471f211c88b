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

import java.util.ArrayDeque;

import org.apache.camel.processor.errorhandler.DefaultErrorHandler;
import org.apache.camel.processor.errorhandler.RedeliveryErrorHandler;
import org.apache.camel.processor.errorhandler.RedeliveryPolicy;
import org.apache.camel.spi.CamelLogger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.SubstituteLogger;

/**
 * Logger of Camel's default error handlers that logs the failures of records at DEBUG instead of ERROR. A failed record
 * is a normal result, which its caller reads; with a stack trace for each of them a batch could fill a disk. Error
 * handlers that the application configures keep their logger, and an {@code onException} keeps a level of its own.
 */
final class RecordFailureLog extends SubstituteLogger {

    private static final Logger LOG = LoggerFactory.getLogger(DefaultErrorHandler.class);

    private final boolean isForRecords;

    /** @param isForRecords whether all exchanges are records; else those that are marked */
    private RecordFailureLog(boolean isForRecords) {
        super(LOG.getName(), new ArrayDeque<>(), true);
        this.isForRecords = isForRecords;
        setDelegate(LOG);
    }

    /** Replaces the logger of a default error handler. Returns false for other error handlers. */
    static boolean replace(RedeliveryErrorHandler handler, boolean isForRecords) {
        CamelLogger logger = handler.getLogger();
        boolean isDefault = handler.getRedeliveryPolicy() == RedeliveryPolicy.DEFAULT_POLICY
                && logger != null
                && logger.getLog() == LOG;
        if (isDefault) {
            logger.setLog(new RecordFailureLog(isForRecords));
        }
        return isDefault;
    }

    private boolean isRecord(String message) {
        return isForRecords || RecordContext.isOpen() || RecordMark.isIn(message);
    }

    @Override
    public void error(String message) {
        if (isRecord(message)) {
            debug(message);
        } else {
            super.error(message);
        }
    }

    @Override
    public void error(String message, Throwable cause) {
        if (isRecord(message)) {
            debug(message, cause);
        } else {
            super.error(message, cause);
        }
    }

    /** Camel logs the failures of rollbacks at WARN. */
    @Override
    public void warn(String message) {
        if (message.startsWith("Rollback ") && isRecord(message)) {
            debug(message);
        } else {
            super.warn(message);
        }
    }
}
