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
package io.mlbatch.service.http.platform;

import java.util.Optional;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;

/** What the request of a servlet container shows beyond its headers. Needed, and loaded, where there is one. */
final class ServletPeer {

    private ServletPeer() {}

    /**
     * The address and the port, in the form of Vert.x: {@code 192.0.2.1:51234}.
     *
     * @param request what the container has handed over; empty when it is no request of a servlet's
     */
    static Optional<String> of(Object request) {
        return request instanceof ServletRequest servlet
                ? Optional.of(servlet.getRemoteAddr() + ":" + servlet.getRemotePort())
                : Optional.empty();
    }

    /**
     * The path of the application, and that of the servlet when it has one: what is in front of the API's paths.
     *
     * @param request what the container has handed over; the path is empty when it is not a request of a servlet's
     */
    static String contextPath(Object request) {
        if (!(request instanceof HttpServletRequest servlet)) {
            return "";
        }
        HttpServletMapping mapping = servlet.getHttpServletMapping();
        // with another mapping the path of the servlet is that of the whole request
        boolean prefix = mapping != null && mapping.getMappingMatch() == MappingMatch.PATH;
        return servlet.getContextPath() + (prefix ? servlet.getServletPath() : "");
    }
}
