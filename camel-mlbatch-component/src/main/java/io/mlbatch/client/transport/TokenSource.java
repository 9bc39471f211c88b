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

/** Where the bearer token of the calls comes from. Thread-safe. */
public interface TokenSource {

    /** No token at all, for servers that want none. */
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

    /** The token to send now, or {@code null} for none. May log in first. */
    String token();

    /**
     * The server has refused this token: gets another one.
     *
     * @return false when there is no other
     */
    boolean renew(String refused);

    /** A token that somebody else obtained. */
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
