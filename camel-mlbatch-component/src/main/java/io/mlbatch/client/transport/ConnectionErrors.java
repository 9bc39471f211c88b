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
package io.mlbatch.client.transport;

import java.io.IOException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.util.regex.Pattern;

import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.NoHttpResponseException;

/** Describes failed connections to users: without the names of classes, and with the option that is wrong. */
final class ConnectionErrors {

    // the caller names the server
    private static final Pattern SERVER = Pattern.compile("^Connect to \\S+(?: \\[.*?])? failed: ");

    private ConnectionErrors() {}

    static String describe(IOException e) {
        if (e instanceof UnknownHostException) {
            return "the host name is unknown";
        }
        if (e instanceof NoHttpResponseException) {
            return "the server closed it without a response";
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathBuilderException) {
                return "the certificate of the server is not trusted, see http.sslContextParameters: PKIX path building"
                        + " failed: " + cause.getMessage();
            }
            if (cause instanceof HttpException) {
                return "the response is not HTTP: " + cause.getMessage();
            }
        }
        String message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : SERVER.matcher(message).replaceFirst("");
    }
}
