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
package io.mlbatch.protocol;

/**
 * The header with which a start can be repeated. A server that recognizes the key of a start sends it back, and returns
 * the execution of the first start. The host announces the header with the descriptions of its services as well, so
 * that a client can repeat its first start.
 */
public final class IdempotencyHeader {

    public static final String NAME = "Idempotency-Key";

    /** The value in responses to other calls. */
    public static final String SUPPORTED = "supported";

    private IdempotencyHeader() {}
}
