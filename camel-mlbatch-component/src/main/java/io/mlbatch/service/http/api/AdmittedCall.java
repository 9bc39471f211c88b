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
import io.mlbatch.service.security.Caller;

/**
 * A call that the caller is permitted to make. Its body has not been read.
 *
 * @param call the call
 * @param caller the user who makes the call
 * @param path the values of the path's placeholders
 */
public record AdmittedCall(ApiCall call, Caller caller, PathValues path) {

    public CallKind kind() {
        return CallKind.of(call);
    }
}
