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
package io.mlbatch.camel.transform;

import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.DataTypeTransformer;
import org.apache.camel.spi.Transformer;

import io.mlbatch.camel.output.Csv;

/** The data type {@code mlbatch:text-csv}: the results of a batch as {@link Csv}, and its content type. */
@DataTypeTransformer(
        name = "mlbatch:text-csv",
        description = "Transforms the results of a batch to CSV, encoded while it is read")
public class CsvDataTypeTransformer extends Transformer {

    @Override
    public void transform(Message message, DataType from, DataType to) throws InvalidPayloadException {
        message.setBody(message.getMandatoryBody(Csv.class));
        message.setHeader(Exchange.CONTENT_TYPE, Csv.CONTENT_TYPE);
    }
}
