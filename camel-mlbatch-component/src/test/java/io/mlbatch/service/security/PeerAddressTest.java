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
package io.mlbatch.service.security;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PeerAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:51234",
                "127.8.8.8:1",
                "0:0:0:0:0:0:0:1:51234",
                "0:0:0:0:0:0:0:1%lo:51234",
                "[::1]:51234",
                "[::1%0]:51234",
                "::ffff:127.0.0.1:51234"
            })
    void addressOfThisMachine_isLoopback(String peer) {
        assertThat(PeerAddress.isLoopback(peer)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.168.1.7:51234",
                "10.127.0.1:127",
                "fe80:0:0:0:0:0:0:1%eth0:51234",
                "[2001:db8::1]:51234",
                "localhost:51234",
                "127.0.0.1.example.org:80",
                "127.0.0.1",
                "999.0.0.1:1",
                "/var/run/socket",
                ""
            })
    void anyOtherText_isNot(String peer) {
        assertThat(PeerAddress.isLoopback(peer)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.1.7:51234,c0a80107",
        "192.168.1.7:51235,c0a80107",
        "::ffff:192.168.1.7:51234,c0a80107",
        "192.168.1.8:51234,c0a80108",
        "[2001:db8:1:2:3:4:5:6]:51234,20010db800010002",
        "2001:db8:1:2:ff::1:51234,20010db800010002",
        "2001:db8:1:3:0:0:0:1:51234,20010db800010003",
        "fe80:0:0:0:0:0:0:1%eth0:51234,fe80000000000000"
    })
    void network_isTheAddressWithoutThePortAndOfIpv6TheFirstHalf(String peer, String network) {
        assertThat(PeerAddress.network(peer)).contains(network);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:51234", "[::1]:51234", "localhost:51234", "999.0.0.1:1", ""})
    void thisMachineAndAnyOtherText_haveNoNetwork(String peer) {
        assertThat(PeerAddress.network(peer)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:51234, 127.0.0.1",
        "127.0.0.2:51234, 127.0.0.2",
        "192.168.1.7:51234, c0a80107",
        "2001:db8:1:2:3:4:5:6:51234, 20010db800010002"
    })
    void placeIsTheNetwork_orTheAddressOfThisMachine(String peer, String place) {
        assertThat(PeerAddress.place(peer)).contains(place);
    }
}
