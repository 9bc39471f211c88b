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
package io.mlbatch.service.http.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.json.RecordsJson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RecordSizeLimitTest {

    private static final int MAX = 1_000;

    private static Iterator<Map<String, Object>> records(String json) throws IOException {
        RecordSizeLimit guard =
                new RecordSizeLimit(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), MAX);
        return guard.watch(RecordsJson.read(guard));
    }

    @Test
    void manySmallRecords_passInALongBody() throws IOException {
        String record = "{\"a\":\"" + "x".repeat(900) + "\"}";
        Iterator<Map<String, Object>> records = records("[" + (record + ",").repeat(1_000) + record + "]");

        int count = 0;
        while (records.hasNext()) {
            records.next();
            count++;
        }

        assertThat(count).isEqualTo(1_001);
    }

    @Test
    void muchTooLargeRecord_isRejectedBeforeItIsRead() throws IOException {
        Iterator<Map<String, Object>> records = records("[{\"a\":1},{\"a\":\"" + "x".repeat(200_000) + "\"}]");

        assertThatThrownBy(() -> {
                    while (records.hasNext()) {
                        records.next();
                    }
                })
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("more than 1000 bytes (maxRecordSize)");
    }
}
