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
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

import io.mlbatch.protocol.ApiCall;
import io.mlbatch.protocol.json.ValueJson;
import io.mlbatch.service.http.api.ApiException;
import io.mlbatch.service.http.api.AsyncCallHandler;
import io.mlbatch.service.http.api.CallHandler;
import io.mlbatch.service.http.api.ExecutionLookup;
import io.mlbatch.service.http.api.HttpRequest;
import io.mlbatch.service.http.api.HttpResponse;
import io.mlbatch.service.http.api.PathValues;
import io.mlbatch.service.http.api.ServiceRegistry;
import io.mlbatch.service.security.Caller;

/**
 * The page at {@code /mlbatch/}: its files, the settings that they read before a login, and the calls that only the
 * page makes.
 */
public final class Page {

    /** The settings that the page reads before its first call. Not a file of the class path. */
    private static final String CONFIG = "config";

    private final PageFiles files = new PageFiles();
    private final HttpResponse config;
    private final Map<ApiCall, AsyncCallHandler> handlers = new EnumMap<>(ApiCall.class);

    /**
     * @param login true if callers have to log in
     * @param publicUrl the URL that callers use, if a proxy is in front of the host
     * @param analyses runs one task at a time: those that read all results of an execution
     * @param timer releases the memory of results that were kept for the next request
     */
    public Page(
            boolean login,
            Optional<URI> publicUrl,
            ServiceRegistry services,
            Executor analyses,
            ScheduledExecutorService timer) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("login", login);
        settings.put("publicUrl", publicUrl.map(URI::toString).orElse(null));
        config = HttpResponse.json(200, ValueJson.bytes(settings));
        ExecutionLookup lookup = new ExecutionLookup(services);
        AnalysisQueue queue = new AnalysisQueue(analyses);
        ExecutionCalls executions = new ExecutionCalls(services, lookup);
        ChartCalls charts = new ChartCalls(lookup, queue);
        put(ApiCall.PAGE, this::index);
        put(ApiCall.PAGE_FILE, this::file);
        put(ApiCall.PAGE_EXECUTIONS, executions::all);
        put(ApiCall.PAGE_EXECUTION, executions::one);
        handlers.put(ApiCall.PAGE_ROWS, new RowsCall(lookup, queue, timer)::rows);
        handlers.put(ApiCall.PAGE_SUMMARY, charts::summary);
        handlers.put(ApiCall.PAGE_POINTS, charts::points);
        handlers.put(ApiCall.PAGE_DOWNLOAD, new DownloadCall(lookup, queue)::download);
    }

    private void put(ApiCall call, CallHandler handler) {
        handlers.put(call, AsyncCallHandler.of(handler));
    }

    public Map<ApiCall, AsyncCallHandler> handlers() {
        return handlers;
    }

    private HttpResponse index(HttpRequest request, Caller caller, PathValues path) {
        String address = request.target().path();
        return address.endsWith("/") ? response(request, PageFiles.INDEX) : redirect(address);
    }

    /** Relative URLs of the page need the slash at the end. */
    private static HttpResponse redirect(String address) {
        return HttpResponse.redirect(address.substring(address.lastIndexOf('/') + 1) + "/");
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
