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
package io.mlbatch.camel;

import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

import io.mlbatch.camel.input.InputOptions;
import io.mlbatch.camel.input.RecordFormat;

/** The options that say how records are read from a body. */
@UriParams
public abstract class MlbatchInputConfiguration implements Cloneable {

    @UriParam(label = "producer", defaultValue = "auto")
    @Metadata(
            description = "The format of texts, bytes, streams and files. With auto, the content type decides, then the"
                    + " file name, then the first character.")
    private RecordFormat recordFormat = RecordFormat.auto;

    @UriParam(label = "producer", defaultValue = "auto")
    @Metadata(
            description = "The delimiter of CSV: one character, or tab or space. With auto, the first line decides"
                    + " between comma, semicolon, tab and pipe. The line sep=; of Excel and a file name that ends"
                    + " with .tsv state the delimiter, too.")
    private String csvDelimiter = "auto";

    @UriParam(label = "producer", defaultValue = ".")
    @Metadata(
            description =
                    "The decimal separator of numbers in CSV: a point or a comma. It applies to columns of numeric"
                            + " and integer inputs. With a comma, a number that has a point is an error.")
    private String csvDecimal = ".";

    @UriParam(label = "producer", defaultValue = "\"")
    @Metadata(
            description = "The character around fields of CSV that contain delimiters, line ends or quotes. Quotes"
                    + " inside such a field are doubled. With none, quotes have no meaning.")
    private String csvQuote = "\"";

    @UriParam(label = "producer")
    @Metadata(
            description = "The texts that mean a missing value in CSV, separated by commas, for example NA,NULL,-. An"
                    + " empty text means an empty field. Without this option, empty fields and NA are missing values"
                    + " of numbers and logicals.")
    private String csvNull;

    @UriParam(label = "producer")
    @Metadata(
            description =
                    "The charset of texts in bytes, streams and files, for example windows-1252. A byte order mark"
                            + " takes precedence. The default is the charset of the content type, or else of the exchange.")
    private String charset;

    @UriParam(label = "producer")
    @Metadata(
            description =
                    "The names of inputs in the records, where they differ from those of the service: input=column"
                            + " pairs separated by commas, for example hp=power,wt=weight.")
    private String columns;

    @UriParam(label = "producer", defaultValue = "true")
    @Metadata(
            description = "Whether to check records against the declared inputs of the service before they are sent. An"
                    + " error names the index of the record and the input. Without the check, missing values are"
                    + " omitted and values of other types are sent unchanged.")
    private boolean validateInput = true;

    @UriParam(label = "producer", defaultValue = "refuse")
    @Metadata(
            description = "How execute handles a record that does not fit the service: refuse ends the call, and"
                    + " nothing is started. fail does not send the record. Its result is a failed one at its index,"
                    + " with the message, and the other records are scored. The operation start cannot be combined"
                    + " with fail. Text that is not JSON or CSV always ends the call.")
    private InvalidRecordPolicy invalidRecords = InvalidRecordPolicy.refuse;

    /** @throws IllegalArgumentException names the options that are not valid */
    InputOptions inputOptions() {
        return InputOptions.of(recordFormat, charset, csvDelimiter, csvDecimal, csvQuote, csvNull, columns);
    }

    public RecordFormat getRecordFormat() {
        return recordFormat;
    }

    public void setRecordFormat(RecordFormat recordFormat) {
        this.recordFormat = recordFormat;
    }

    public String getCsvDelimiter() {
        return csvDelimiter;
    }

    public void setCsvDelimiter(String csvDelimiter) {
        this.csvDelimiter = csvDelimiter;
    }

    public String getCsvDecimal() {
        return csvDecimal;
    }

    public void setCsvDecimal(String csvDecimal) {
        this.csvDecimal = csvDecimal;
    }

    public String getCsvQuote() {
        return csvQuote;
    }

    public void setCsvQuote(String csvQuote) {
        this.csvQuote = csvQuote;
    }

    public String getCsvNull() {
        return csvNull;
    }

    public void setCsvNull(String csvNull) {
        this.csvNull = csvNull;
    }

    public String getCharset() {
        return charset;
    }

    public void setCharset(String charset) {
        this.charset = charset;
    }

    public String getColumns() {
        return columns;
    }

    public void setColumns(String columns) {
        this.columns = columns;
    }

    public InvalidRecordPolicy getInvalidRecords() {
        return invalidRecords;
    }

    public void setInvalidRecords(InvalidRecordPolicy invalidRecords) {
        this.invalidRecords = invalidRecords;
    }

    public boolean isValidateInput() {
        return validateInput;
    }

    public void setValidateInput(boolean validateInput) {
        this.validateInput = validateInput;
    }
}
