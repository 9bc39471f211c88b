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

/** The operations of the producer. */
public enum MlbatchOperation {
    /** Starts a batch of the body's records; the body becomes the execution id. */
    start,
    /** Starts a batch and waits for its end without holding a thread; the body becomes the BatchResponse. */
    execute,
    /**
     * Waits for the end of an execution like execute, which another step started; the body becomes the BatchResponse.
     */
    await,
    /** Reads status and results of an execution; the body becomes the BatchResponse. */
    results,
    /** Cancels an execution if it is running, and deletes it; the body is kept. */
    cancel,
    /** Lists the executions that the server holds; the body becomes a list of ids. */
    list,
    /** Lists the files of one record; the body becomes a list of names. */
    listArtifacts,
    /** Fetches one file of one record; the body becomes its stream. */
    artifact,
    /** Writes one file, the files of one record, or all files to a folder; the body becomes a list of their paths. */
    download,
    /** Reads the service's inputs, outputs and files; the body becomes the ServiceDescription. */
    capabilities,
    /** Scores one record without a batch; the body becomes the ServiceResponse. */
    consume,
    /** Reads the service's description in Swagger 2.0; the body becomes its JSON text. */
    swagger
}
