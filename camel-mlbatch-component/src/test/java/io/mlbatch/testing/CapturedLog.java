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
package io.mlbatch.testing;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LocationAwareLogger;

/** Captures log events until it is closed, and keeps them off the console. */
public final class CapturedLog implements AutoCloseable {

    private final PrintStream console = System.err;
    private final ByteArrayOutputStream captured = new ByteArrayOutputStream();
    private final Map<Logger, Integer> levels = new HashMap<>();

    /** @param infos classes whose logger, which is above INFO in tests, logs INFO until the end */
    public CapturedLog(Class<?>... infos) {
        this(LocationAwareLogger.INFO_INT, infos);
    }

    /** @param classes classes whose logger logs the level of {@link LocationAwareLogger} until the end */
    public CapturedLog(int level, Class<?>... classes) {
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        for (Class<?> each : classes) {
            Logger logger = LoggerFactory.getLogger(each);
            levels.put(logger, setLevel(logger, level));
        }
    }

    /** Sets the level of a logger of slf4j-simple, which has no method for that. Returns the level before. */
    private static int setLevel(Logger logger, int level) {
        try {
            Field field = logger.getClass().getDeclaredField("currentLogLevel");
            field.setAccessible(true);
            int before = field.getInt(logger);
            field.setInt(logger, level);
            return before;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("not a logger of slf4j-simple: " + logger, e);
        }
    }

    public String text() {
        return captured.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        System.setErr(console);
        levels.forEach(CapturedLog::setLevel);
    }
}
