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
 * Thrown when the server does not know the service, execution or file: status 404. The message names the missing one.
 */
public class NotFoundException extends MlbatchException {

    private static final long serialVersionUID = 1L;

    private final boolean page;
    private final boolean html;

    public NotFoundException(CallContext context, int httpStatus, String serverMessage, String reason) {
        this(context, httpStatus, serverMessage, reason, false, false);
    }

    /**
     * @param page whether the response is not an error of the API
     * @param html whether the response is in HTML
     */
    public NotFoundException(
            CallContext context, int httpStatus, String serverMessage, String reason, boolean page, boolean html) {
        super(context, httpStatus, serverMessage, reason, null);
        this.page = page;
        this.html = html;
    }

    /**
     * Returns whether the response is not an error of the API, but for example the page of an HTTP server before its
     * services start.
     */
    public boolean isPage() {
        return page;
    }

    /** Returns whether the response is certainly that of another server, such as a proxy: it is in HTML. */
    public boolean isHtml() {
        return html;
    }
}
