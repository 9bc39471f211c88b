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
package io.mlbatch.service.console;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;

import org.junit.jupiter.api.Test;

import io.mlbatch.protocol.BatchState;
import io.mlbatch.protocol.BatchStatus;
import io.mlbatch.protocol.Parameter;
import io.mlbatch.protocol.ParameterType;
import io.mlbatch.protocol.ServiceId;
import io.mlbatch.testing.DescriptionBuilder;

import static org.assertj.core.api.Assertions.assertThat;

class TableDocumentTest {

    @Test
    void dataFrame_isOneColumnOfTheInputsAndItsOwnColumnsOfTheOutputs() {
        TableDocument table = new TableDocument(DescriptionBuilder.of(new ServiceId("Frames", "1.0"))
                .inputs(List.of(new Parameter("frame", ParameterType.DATA_FRAME)))
                .outputs(List.of(new Parameter("answer", ParameterType.DATA_FRAME)))
                .build());

        byte[] document = table.write(new BatchStatus(BatchState.COMPLETE, 0, 0, 1), 0, OptionalInt.empty());

        assertThat(new String(document, StandardCharsets.UTF_8))
                .contains("\"columns\":[{\"name\":\"frame\",\"kind\":\"input\",\"type\":\"data.frame\"}]");
    }
}
