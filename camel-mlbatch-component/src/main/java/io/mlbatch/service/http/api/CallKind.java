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

import io.mlbatch.protocol.ApiCall;

/** The resources that a call needs. Calls of one kind share threads and permits, so that no kind waits for another. */
public enum CallKind {
    /** Completes at once, on the thread that reads the request: needs neither a thread nor a permit. */
    IMMEDIATE,
    /** Checks a password or a refresh token. Has a small body. */
    LOGIN,
    /** Has a body of records. */
    UPLOAD,
    /** Waits for the store to write. */
    WRITE,
    /** Reads a file. */
    FILE,
    /** Reads from the store or the registry. */
    READ;

    public static CallKind of(ApiCall call) {
        return switch (call) {
            case STATUS, PAGE, PAGE_FILE -> IMMEDIATE;
            case LOGIN, REFRESH, REVOKE, REVOKE_IN_PATH -> LOGIN;
            case START, CONSUME -> UPLOAD;
            case CANCEL, DRAIN, END_DRAIN -> WRITE;
            case ARTIFACT -> FILE;
            default -> READ;
        };
    }

    public boolean hasBody() {
        return this == LOGIN || this == UPLOAD;
    }
}
