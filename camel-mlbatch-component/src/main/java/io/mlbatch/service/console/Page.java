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
package io.mlbatch.service.console;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.json.PageConfigJson;
import io.mlbatch.service.http.api.ApiException;
import io.mlbatch.service.http.api.CallHandler;
import io.mlbatch.service.http.api.HttpRequest;
import io.mlbatch.service.http.api.HttpResponse;
import io.mlbatch.service.http.api.PathValues;
import io.mlbatch.service.security.Caller;

/** The page at {@code /mlbatch/}: its files, and the settings that they read before a login. */
public final class Page {

    /** The settings that the page reads before its first call. Not a file of the class path. */
    private static final String CONFIG = "config";

    private final PageFiles files = new PageFiles();
    private final HttpResponse config;

    /**
     * @param login true if callers have to log in
     * @param publicUrl the URL that callers use, if a proxy is in front of the host
     */
    public Page(boolean login, Optional<URI> publicUrl) {
        config = HttpResponse.json(200, PageConfigJson.write(login, publicUrl.map(URI::toString)))
                .withHeader("Cache-Control", "no-store");
    }

    public Map<ApiCall, CallHandler> handlers() {
        return Map.of(ApiCall.PAGE, this::index, ApiCall.PAGE_FILE, this::file);
    }

    private HttpResponse index(HttpRequest request, Caller caller, PathValues path) {
        String address = request.target().path();
        return address.endsWith("/") ? response(request, PageFiles.INDEX) : redirect(address);
    }

    /** Relative URLs of the page need the slash at the end. The location is relative: a proxy may have a prefix. */
    private static HttpResponse redirect(String address) {
        return new HttpResponse(
                302, Map.of("Location", address.substring(address.lastIndexOf('/') + 1) + "/"), new byte[0]);
    }

    private HttpResponse file(HttpRequest request, Caller caller, PathValues path) {
        return path.pageFile().equals(CONFIG) ? config : response(request, path.pageFile());
    }

    private HttpResponse response(HttpRequest request, String name) {
        return files.find(name)
                .orElseThrow(() -> ApiException.notFound("The page has no file with this name"))
                .response(request.headers().ifNoneMatch());
    }
}
