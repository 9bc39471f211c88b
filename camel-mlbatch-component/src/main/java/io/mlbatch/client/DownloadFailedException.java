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
package io.mlbatch.client;

/**
 * Thrown when the files of an execution cannot be stored at their destination. Reasons are a missing destination, a
 * name that leads out of the destination, an existing file, a full disk, or a stopped download. The message names file,
 * record and destination.
 */
public class DownloadFailedException extends MlbatchException {

    private static final long serialVersionUID = 1L;

    public DownloadFailedException(CallContext context, String reason, Throwable cause) {
        super(context, reason, cause);
    }
}
