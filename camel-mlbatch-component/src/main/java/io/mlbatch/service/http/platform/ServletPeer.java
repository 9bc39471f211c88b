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

/** Reads the request of a servlet container. This class is loaded only if there is one. */
final class ServletPeer {

    private ServletPeer() {}

    /**
     * Returns address and port of the caller in the form of Vert.x: {@code 192.0.2.1:51234}.
     *
     * @param request the object that the container has handed over; the result is empty if it is not a servlet request
     */
    static Optional<String> of(Object request) {
        return request instanceof ServletRequest servlet
                ? Optional.of(servlet.getRemoteAddr() + ":" + servlet.getRemotePort())
                : Optional.empty();
    }

    /**
     * Returns the path before the paths of the API: that of the application, followed by that of the servlet if it has
     * one.
     *
     * @param request the object that the container has handed over; the path is empty if it is not a servlet request
     */
    static String contextPath(Object request) {
        if (!(request instanceof HttpServletRequest servlet)) {
            return "";
        }
        HttpServletMapping mapping = servlet.getHttpServletMapping();
        // with any other mapping, the path of the servlet is the path of the whole request
        boolean prefix = mapping != null && mapping.getMappingMatch() == MappingMatch.PATH;
        return servlet.getContextPath() + (prefix ? servlet.getServletPath() : "");
    }
}
