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

import java.time.Duration;

import org.apache.camel.spi.Metadata;
import org.apache.camel.support.DefaultComponent;

import io.mlbatch.service.http.PageOptions;
import io.mlbatch.service.http.platform.RequestLimits;

/** The options of the component that limit HTTP requests and connections. */
abstract class HttpOptionsComponent extends DefaultComponent {

    @Metadata(
            label = "consumer",
            defaultValue = "1073741824",
            description = "The maximum size of a request body, in bytes. A larger one is rejected with 413.")
    private long maxBodySize = RequestLimits.DEFAULT.maxBodySize();

    @Metadata(
            label = "consumer",
            defaultValue = "100",
            description = "The maximum number of requests in flight, from their head to the end of their response. It"
                    + " applies separately to requests that send records or delete, to those that read, and to logins."
                    + " Further requests are rejected with 503, and so are those of a user who has three times as many"
                    + " in flight as are free.")
    private int maxRequests = RequestLimits.DEFAULT.maxRequests();

    @Metadata(
            label = "consumer",
            defaultValue = "30000",
            javaType = "java.time.Duration",
            description = "The time within which the host must receive at least 16 KiB of a request body, or its end."
                    + " A slower request is rejected with 408. Servlet containers have a timeout of their own.")
    private long bodyTimeout = RequestLimits.DEFAULT.bodyTimeout().toMillis();

    @Metadata(
            label = "consumer",
            defaultValue = "30000",
            javaType = "java.time.Duration",
            description = "The time within which a client must read at least 16 KiB of a response, or its end. The"
                    + " connection of a slower client is closed. Servlet containers have a timeout of their own.")
    private long responseTimeout = RequestLimits.DEFAULT.responseTimeout().toMillis();

    @Metadata(
            label = "consumer",
            defaultValue = "0",
            description = "The maximum number of connections to the HTTP server of camel-main. A further connection"
                    + " closes the one that has been without a request for the longest time. With 0 the limit is 1,000,"
                    + " but at most half of the file descriptors of the process. Other servers have their own"
                    + " settings.")
    private int maxConnections = RequestLimits.DEFAULT.maxConnections();

    @Metadata(
            label = "consumer",
            defaultValue = "60000",
            javaType = "java.time.Duration",
            description = "The time after which a connection to the HTTP server of camel-main is closed that has no"
                    + " request or an incomplete request head. Other servers have their own settings.")
    private long idleTimeout = RequestLimits.DEFAULT.idleTimeout().toMillis();

    @Metadata(
            label = "consumer",
            defaultValue = "true",
            description =
                    "Serves a web page at /mlbatch/: services, executions, results. On camel-main, / redirects to it"
                            + " unless the application responds to / itself. The page has the access rules of the API.")
    private boolean console = true;

    @Metadata(
            label = "consumer",
            description = "The URL that callers use if a proxy is in front of the host, for example"
                    + " https://scoring.example/ml. swagger.json and the page show it.")
    private String publicUrl;

    PageOptions pageOptions() {
        return PageOptions.of(console, publicUrl);
    }

    RequestLimits requestLimits() {
        return new RequestLimits(
                maxBodySize,
                maxRequests,
                Duration.ofMillis(bodyTimeout),
                Duration.ofMillis(responseTimeout),
                maxConnections,
                Duration.ofMillis(idleTimeout));
    }

    public long getMaxBodySize() {
        return maxBodySize;
    }

    public void setMaxBodySize(long maxBodySize) {
        this.maxBodySize = maxBodySize;
    }

    public int getMaxRequests() {
        return maxRequests;
    }

    public void setMaxRequests(int maxRequests) {
        this.maxRequests = maxRequests;
    }

    public long getBodyTimeout() {
        return bodyTimeout;
    }

    public void setBodyTimeout(long bodyTimeout) {
        this.bodyTimeout = bodyTimeout;
    }

    public long getResponseTimeout() {
        return responseTimeout;
    }

    public void setResponseTimeout(long responseTimeout) {
        this.responseTimeout = responseTimeout;
    }

    public int getMaxConnections() {
        return maxConnections;
    }

    public void setMaxConnections(int maxConnections) {
        this.maxConnections = maxConnections;
    }

    public long getIdleTimeout() {
        return idleTimeout;
    }

    public void setIdleTimeout(long idleTimeout) {
        this.idleTimeout = idleTimeout;
    }

    public boolean isConsole() {
        return console;
    }

    public void setConsole(boolean console) {
        this.console = console;
    }

    public String getPublicUrl() {
        return publicUrl;
    }

    public void setPublicUrl(String publicUrl) {
        this.publicUrl = publicUrl;
    }
}
