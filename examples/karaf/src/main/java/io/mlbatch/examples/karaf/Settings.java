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
package io.mlbatch.examples.karaf;

import java.util.Dictionary;

import org.osgi.service.cm.ConfigurationException;

/** The bundle's configuration: which server, as whom to call it, and at which port to be called by the same user. */
record Settings(String serverUrl, String username, String password, int port) {

    /** @throws ConfigurationException if a setting is missing, or the port is not a number */
    static Settings of(Dictionary<String, ?> configuration) throws ConfigurationException {
        return new Settings(
                value(configuration, "serverUrl"),
                value(configuration, "username"),
                value(configuration, "password"),
                port(value(configuration, "port")));
    }

    private static String value(Dictionary<String, ?> configuration, String name) throws ConfigurationException {
        Object value = configuration.get(name);
        if (value == null) {
            throw new ConfigurationException(name, "is missing");
        }
        return value.toString();
    }

    private static int port(String value) throws ConfigurationException {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new ConfigurationException("port", "is not a number: " + value, e);
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return username + " at " + serverUrl;
    }
}
