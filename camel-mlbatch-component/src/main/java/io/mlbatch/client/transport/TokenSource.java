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

/** Source of the bearer token of the calls. Thread-safe. */
public interface TokenSource {

    /** Source without a token, for servers that do not require one. */
    TokenSource NONE = new TokenSource() {
        @Override
        public String token() {
            return null;
        }

        @Override
        public boolean renew(String refused) {
            return false;
        }
    };

    /** Returns the token to send now, or {@code null} for none. May log in first. */
    String token();

    /**
     * Obtains another token, because the server has rejected this one.
     *
     * @return false when there is no other
     */
    boolean renew(String refused);

    /** Returns a source of a token that was obtained elsewhere. */
    static TokenSource fixed(String accessToken) {
        return new TokenSource() {
            @Override
            public String token() {
                return accessToken;
            }

            @Override
            public boolean renew(String refused) {
                return false;
            }
        };
    }
}
