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
package io.mlbatch.springboot;

import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * Filter that changes the content type of JSON that a client has sent as a form, as {@code curl -d} does without a
 * content type. Camel's binding for servlets parses forms before a route is called and fails on JSON; the container
 * responds with 500 and a page of HTML. Applies only to POST requests to the API while the application hosts services.
 */
final class MislabeledJsonFilter implements Filter {

    private static final String CONTENT_TYPE = "Content-Type";
    private static final String FORM = "application/x-www-form-urlencoded";

    private final BooleanSupplier hosting;

    /** @param hosting whether the application hosts services */
    MislabeledJsonFilter(BooleanSupplier hosting) {
        this.hosting = hosting;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        boolean mislabeled = request instanceof HttpServletRequest http
                && isForm(http)
                && isOfTheApi(http)
                && hosting.getAsBoolean();
        chain.doFilter(mislabeled ? new JsonRequest((HttpServletRequest) request) : request, response);
    }

    private static boolean isForm(HttpServletRequest request) {
        String type = request.getContentType();
        return request.getMethod().equals("POST")
                && type != null
                && type.regionMatches(true, 0, FORM, 0, FORM.length());
    }

    private static boolean isOfTheApi(HttpServletRequest request) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        return path.equals("/login") || path.startsWith("/login/") || path.startsWith("/api/");
    }

    /**
     * The request with the content type of JSON, and without parameters: the container would parse the body for them.
     */
    private static final class JsonRequest extends HttpServletRequestWrapper {

        private final String contentType;

        JsonRequest(HttpServletRequest request) {
            super(request);
            // with the charset, if there is one
            this.contentType = "application/json" + request.getContentType().substring(FORM.length());
        }

        @Override
        public String getContentType() {
            return contentType;
        }

        @Override
        public String getHeader(String name) {
            return CONTENT_TYPE.equalsIgnoreCase(name) ? contentType : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return CONTENT_TYPE.equalsIgnoreCase(name)
                    ? Collections.enumeration(List.of(contentType))
                    : super.getHeaders(name);
        }

        @Override
        public String getParameter(String name) {
            return null;
        }

        @Override
        public String[] getParameterValues(String name) {
            return null;
        }

        @Override
        public Enumeration<String> getParameterNames() {
            return Collections.emptyEnumeration();
        }

        @Override
        public Map<String, String[]> getParameterMap() {
            return Map.of();
        }
    }
}
