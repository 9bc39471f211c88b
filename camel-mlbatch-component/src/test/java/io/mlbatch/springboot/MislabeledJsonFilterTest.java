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

import java.util.Collections;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mlbatch.testing.Proxies;

import static org.assertj.core.api.Assertions.assertThat;

class MislabeledJsonFilterTest {

    private static final String FORM = "application/x-www-form-urlencoded";

    @ParameterizedTest
    @CsvSource({
        "/login,application/x-www-form-urlencoded,application/json",
        "/login/refreshToken,application/x-www-form-urlencoded,application/json",
        "/api/TxService/1.0/batch,Application/X-WWW-Form-Urlencoded; charset=utf-16,application/json; charset=utf-16"
    })
    void formToTheApi_isPassedOnAsJson(String path, String sent, String passedOn) throws Exception {
        HttpServletRequest passed = (HttpServletRequest) filtered(request("POST", path, sent), true);
        assertThat(passed.getContentType()).isEqualTo(passedOn);
        assertThat(passed.getHeader("content-type")).isEqualTo(passedOn);
        assertThat(Collections.list(passed.getHeaders("Content-Type"))).containsExactly(passedOn);
        assertThat(passed.getHeader("Accept")).isEqualTo("of the request");
        // the container would parse the body for any of them
        assertThat(passed.getParameter("x")).isNull();
        assertThat(passed.getParameterValues("x")).isNull();
        assertThat(passed.getParameterNames().hasMoreElements()).isFalse();
        assertThat(passed.getParameterMap()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/elsewhere,application/x-www-form-urlencoded",
        "POST,/loginpage,application/x-www-form-urlencoded",
        "DELETE,/api/TxService/1.0/batch/1,application/x-www-form-urlencoded",
        "POST,/login,application/json",
        "POST,/login,"
    })
    void otherRequests_arePassedOnAsTheyAre(String method, String path, String contentType) throws Exception {
        HttpServletRequest request = request(method, path, contentType);
        assertThat(filtered(request, true)).isSameAs(request);
    }

    @Test
    void applicationThatHostsNoService_keepsItsForms() throws Exception {
        HttpServletRequest request = request("POST", "/login", FORM);
        assertThat(filtered(request, false)).isSameAs(request);
    }

    private static ServletRequest filtered(HttpServletRequest request, boolean hosting) throws Exception {
        AtomicReference<ServletRequest> passed = new AtomicReference<>();
        new MislabeledJsonFilter(() -> hosting).doFilter(request, null, (passedOn, response) -> passed.set(passedOn));
        return passed.get();
    }

    private static HttpServletRequest request(String method, String path, String contentType) {
        return Proxies.returning(HttpServletRequest.class, called -> switch (called) {
            case "getMethod" -> method;
            case "getContextPath" -> "/app";
            case "getRequestURI" -> "/app" + path;
            case "getContentType" -> contentType;
            case "getHeader" -> "of the request";
            default -> throw new UnsupportedOperationException(called);
        });
    }
}
