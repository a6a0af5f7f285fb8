// Generated from openapi.json by `npx nx run api-client:generate`, which replaces this file.
export interface paths {
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reports whether the API and the services behind it work */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/images/{imageId}/render": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Renders an image in any size, by the `renderUrl` of the image */
        get: operations["renderImage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the user of the token and the limits of uploads */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Creates forms for uploads to S3 */
        post: operations["createUploads"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/upload/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Stores an image of at most 4500000 bytes */
        put: operations["putUpload"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/multipart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins an upload in parts, which can be resumed for a day */
        post: operations["createMultipartUpload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/multipart/{uploadId}/parts/{partNumber}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns a signed URL for one part */
        get: operations["signPart"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/multipart/{uploadId}/parts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the stored parts, to resume an upload */
        get: operations["listParts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/multipart/{uploadId}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Combines the parts to the original; it can be repeated */
        post: operations["completeMultipartUpload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/multipart/{uploadId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends an upload and deletes its parts */
        delete: operations["abortMultipartUpload"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/images/suggestions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the most frequent labels and camera models, with the number of their images */
        get: operations["suggestFilters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/images/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sends the changes of the caller's own images as server-sent events */
        get: operations["followImages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/images": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists images in pages, newest upload first by default; or the images with given ids */
        get: operations["listImages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/images/days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many images each day has, newest day first */
        get: operations["countImagesByDay"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/images/{imageId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns all facts of an image */
        get: operations["getImage"];
        put?: never;
        post?: never;
        /** Deletes an original for ever; its thumbnails and facts are deleted afterwards */
        delete: operations["deleteImage"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/images/{imageId}/similar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists similar images, most similar first */
        get: operations["listSimilarImages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/images/trash": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Moves images to the trash, which hides them; quarantined images stay */
        post: operations["trashImages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/images/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restores images from the trash, as they were */
        post: operations["restoreImages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/images/{imageId}/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approves or rejects an image that moderation flagged or quarantined */
        post: operations["reviewImage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/analytics/{question}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Answers one of the dashboard's questions from the warehouse */
        get: operations["answerQuestion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the webhooks without their secrets */
        get: operations["listWebhooks"];
        put?: never;
        /** Sends the changes of all images to a URL; returns the secret of the signatures once */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{webhookId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Deletes a webhook and its log */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{webhookId}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the newest deliveries of a webhook */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Health: {
            /** @enum {string} */
            status: "ok" | "starting" | "unhealthy";
            components?: {
                component: string;
                /** @enum {string} */
                status: "ok" | "starting" | "unhealthy";
                message?: string;
            }[];
        };
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            /** @enum {string} */
            code: "invalid-request" | "unauthenticated" | "token-expired" | "forbidden" | "not-found" | "method-not-allowed" | "not-acceptable" | "conflict" | "quarantined" | "too-large" | "unsupported-type" | "idempotency-key-reused" | "too-many-requests" | "headers-too-large" | "internal" | "unavailable";
            requestId: string;
            errors?: {
                path: string;
                message: string;
            }[];
        };
        Me: {
            subject: string;
            name: string;
            groups: ("admin" | "analyst")[];
            limits: {
                mediaTypes: string[];
                maxFilesPerRequest: number;
                maxByteCount: number;
                maxDirectByteCount: number;
                requestsPerMinute: number;
            };
        };
        UploadForms: {
            uploads: {
                name: string;
                /** @example a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9 */
                imageId: string;
                key: string;
                url: string;
                fields: {
                    [key: string]: string;
                };
                /**
                 * Format: date-time
                 * @example 2026-11-21T10:00:00.000Z
                 */
                expiresAt: string;
            }[];
        };
        UploadRequest: {
            files: {
                /** @example cat.jpg */
                name: string;
                /** @default  */
                mediaType?: string;
                byteCount: number;
            }[];
        };
        StoredUpload: {
            /** @example a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9 */
            imageId: string;
            key: string;
        };
        MultipartUpload: {
            /** @example eyJrZXkiOiIyMDI2LzExLzIx.Zk3Jq0c1 */
            uploadId: string;
            /** @example a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9 */
            imageId: string;
            key: string;
            partByteCount: number;
            partCount: number;
            /**
             * Format: date-time
             * @example 2026-11-21T10:00:00.000Z
             */
            expiresAt: string;
        };
        MultipartRequest: {
            /** @example cat.jpg */
            name: string;
            /** @default  */
            mediaType?: string;
            byteCount: number;
        };
        PartUrl: {
            partNumber: number;
            byteCount: number;
            url: string;
        };
        UploadedParts: {
            parts: {
                partNumber: number;
                byteCount: number;
                etag: string;
            }[];
        };
        Suggestions: {
            labels: {
                name: string;
                count: number;
            }[];
            cameraModels: {
                name: string;
                count: number;
            }[];
        };
        ImagePage: {
            images: components["schemas"]["ImageSummary"][];
            nextCursor: string | null;
        };
        ImageSummary: {
            /** @example a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9 */
            imageId: string;
            name: string;
            /** @enum {string} */
            status: "processed" | "rejected" | "removed" | "quarantined" | "trashed";
            rejectionCode: string | null;
            rejectionMessage: string | null;
            /** @enum {string|null} */
            reviewDecision: "approve" | "reject" | null;
            width: number | null;
            height: number | null;
            byteCount: number | null;
            mediaType: string | null;
            thumbHash: string | null;
            altText: string | null;
            labels: {
                name: string;
                confidence: number;
            }[];
            thumbnailUrl: string | null;
            thumbnails: {
                width: number;
                height: number;
                url: string;
            }[];
            renderUrl: string | null;
            /**
             * Format: date-time
             * @example 2026-11-21T10:00:00.000Z
             */
            uploadedAt: string | null;
            /**
             * Format: date-time
             * @example 2026-11-21T10:00:00.000Z
             */
            processedAt: string | null;
            /**
             * Format: date-time
             * @example 2026-11-21T10:00:00.000Z
             */
            expiresAt: string;
            uploadedBy: string | null;
        };
        ImageDays: {
            days: {
                /**
                 * Format: date
                 * @example 2026-11-21
                 */
                day: string;
                count: number;
            }[];
        };
        ImageDetail: {
            /** @example a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9 */
            imageId: string;
            name: string;
            /** @enum {string} */
            status: "processed" | "rejected" | "removed" | "quarantined" | "trashed";
            rejectionCode: string | null;
            rejectionMessage: string | null;
            /** @enum {string|null} */
            reviewDecision: "approve" | "reject" | null;
            width: number | null;
            height: number | null;
            byteCount: number | null;
            mediaType: string | null;
            thumbHash: string | null;
            altText: string | null;
            labels: components["schemas"]["Label"][];
            thumbnailUrl: string | null;
            thumbnails: {
                width: number;
                height: number;
                url: string;
            }[];
            renderUrl: string | null;
            /**
             * Format: date-time
             * @example 2026-11-21T10:00:00.000Z
             */
            uploadedAt: string | null;
            /**
             * Format: date-time
             * @example 2026-11-21T10:00:00.000Z
             */
            processedAt: string | null;
            /**
             * Format: date-time
             * @example 2026-11-21T10:00:00.000Z
             */
            expiresAt: string;
            uploadedBy: string | null;
            originalUrl: string | null;
            downloadUrl: string | null;
            renditions: components["schemas"]["Rendition"][];
            moderationLabels: components["schemas"]["Label"][];
            dominantColors: {
                hex: string;
                fraction: number;
            }[];
            sha256: string | null;
            perceptualHash: string | null;
            altTextSource: string | null;
            altTextModel: string | null;
            uploadedThrough: string | null;
            analysisStatus: string | null;
            /** @example a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9 */
            duplicateOf: string | null;
            scriptResult: string | number | boolean | null | unknown[] | {
                [key: string]: unknown;
            };
            warning: string | null;
            cameraMake: string | null;
            cameraModel: string | null;
            lensModel: string | null;
            capturedAt: string | null;
            captureZone: string | null;
            focalLengthMm: number | null;
            exposureSeconds: number | null;
            fNumber: number | null;
            isoSpeed: number | null;
        };
        Label: {
            name: string;
            confidence: number;
            parents: string[];
            taxonomyLevel: number | null;
            modelVersion: string;
        };
        Rendition: {
            name: string;
            width: number;
            height: number;
            byteCount: number;
            mediaType: string;
            url: string;
        };
        SimilarImages: {
            images: {
                /** @example a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9 */
                imageId: string;
                name: string;
                /** @enum {string} */
                status: "processed" | "rejected" | "removed" | "quarantined" | "trashed";
                rejectionCode: string | null;
                rejectionMessage: string | null;
                /** @enum {string|null} */
                reviewDecision: "approve" | "reject" | null;
                width: number | null;
                height: number | null;
                byteCount: number | null;
                mediaType: string | null;
                thumbHash: string | null;
                altText: string | null;
                labels: {
                    name: string;
                    confidence: number;
                }[];
                thumbnailUrl: string | null;
                thumbnails: {
                    width: number;
                    height: number;
                    url: string;
                }[];
                renderUrl: string | null;
                /**
                 * Format: date-time
                 * @example 2026-11-21T10:00:00.000Z
                 */
                uploadedAt: string | null;
                /**
                 * Format: date-time
                 * @example 2026-11-21T10:00:00.000Z
                 */
                processedAt: string | null;
                /**
                 * Format: date-time
                 * @example 2026-11-21T10:00:00.000Z
                 */
                expiresAt: string;
                uploadedBy: string | null;
                distance: number;
            }[];
        };
        ChangedImages: {
            imageIds: string[];
        };
        ImageIds: {
            imageIds: string[];
        };
        Review: {
            /** @enum {string} */
            decision: "approve" | "reject";
            reason: string;
        };
        AnalyticsAnswer: {
            /** @enum {string} */
            question: "uploads" | "labels" | "storage" | "rejections" | "moderation" | "duplicates" | "duplicates-daily" | "freshness" | "processing-time" | "cost";
            columns: {
                name: string;
                /** @enum {string} */
                type: "string" | "number" | "boolean" | "date" | "time";
            }[];
            rows: (string | number | boolean | null)[][];
            /**
             * Format: date-time
             * @example 2026-11-21T10:00:00.000Z
             */
            freshAsOf: string | null;
            refreshAfterSeconds: number;
        };
        CreatedWebhook: {
            /** @example 01KAH3Z5J7R1T4V6X8Y0A2C4E6 */
            webhookId: string;
            url: string;
            /**
             * Format: date-time
             * @example 2026-11-21T10:00:00.000Z
             */
            createdAt: string;
            secret: string;
        };
        NewWebhook: {
            url: string;
        };
        Webhooks: {
            webhooks: components["schemas"]["Webhook"][];
        };
        Webhook: {
            /** @example 01KAH3Z5J7R1T4V6X8Y0A2C4E6 */
            webhookId: string;
            url: string;
            /**
             * Format: date-time
             * @example 2026-11-21T10:00:00.000Z
             */
            createdAt: string;
        };
        Deliveries: {
            deliveries: {
                eventId: string;
                /** @example a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9 */
                imageId: string;
                /** @enum {string} */
                imageStatus: "processed" | "rejected" | "removed" | "quarantined" | "trashed";
                /** @enum {string} */
                state: "waiting" | "delivered" | "failed";
                attemptCount: number;
                /**
                 * Format: date-time
                 * @example 2026-11-21T10:00:00.000Z
                 */
                createdAt: string;
                /**
                 * Format: date-time
                 * @example 2026-11-21T10:00:00.000Z
                 */
                nextAttemptAt: string | null;
                httpStatus: number | null;
                failure: string | null;
            }[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does, or waits for what is starting */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A service behind the API does not work */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "unhealthy",
                     *       "components": [
                     *         {
                     *           "component": "database",
                     *           "status": "unhealthy",
                     *           "message": "It does not answer"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    renderImage: {
        parameters: {
            query: {
                /** @description The width of the box in pixels, rounded up to one of a list */
                width?: number;
                /** @description The height of the box in pixels. A missing side follows from the other */
                height?: number;
                /** @description How the image is fitted into the box: the terms of sharp */
                fit?: "inside" | "cover" | "contain" | "fill" | "outside";
                /** @description `auto` is the best format that the Accept header names, otherwise JPEG */
                format?: "auto" | "avif" | "webp" | "jpeg";
                /** @description When the link expires, in seconds since 1970; a part of `renderUrl` */
                expires: number;
                /** @description The signature of the link; a part of `renderUrl` */
                signature: string;
            };
            header?: never;
            path: {
                imageId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The image, never enlarged. Its width is one of a list, at least the given one */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/avif": string;
                    "image/webp": string;
                    "image/jpeg": string;
                };
            };
            /** @description The image is the one that `If-None-Match` names */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This user has no permission */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "subject": "ann",
                     *       "name": "Ann",
                     *       "groups": [],
                     *       "limits": {
                     *         "mediaTypes": [
                     *           "image/jpeg",
                     *           "image/png"
                     *         ],
                     *         "maxFilesPerRequest": 100,
                     *         "maxByteCount": 50000000,
                     *         "maxDirectByteCount": 4500000,
                     *         "requestsPerMinute": 600
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description The token is missing or invalid; or: The token has expired */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No accepted media type */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createUploads: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice. A request that is sent again with it within a day gets the same answer */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "files": [
                 *         {
                 *           "name": "dog.jpg",
                 *           "mediaType": "image/jpeg",
                 *           "byteCount": 2345678
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["UploadRequest"];
            };
        };
        responses: {
            /** @description A form for each file */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uploads": [
                     *         {
                     *           "name": "dog.jpg",
                     *           "imageId": "a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9",
                     *           "key": "2026/11/21/01KAH3J9Z5Q0M6V2C8T4W7XYRN/dog.jpg",
                     *           "url": "https://originals.example/",
                     *           "fields": {
                     *             "key": "2026/11/21/01KAH3J9Z5Q0M6V2C8T4W7XYRN/dog.jpg",
                     *             "Content-Type": "image/jpeg",
                     *             "Policy": "eyJleHBp…"
                     *           },
                     *           "expiresAt": "2026-11-21T10:15:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["UploadForms"];
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid; or: The token has expired */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request conflicts with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The idempotency key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putUpload: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text of your choice. A request that is sent again with it within a day gets the same answer */
                "Idempotency-Key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "image/*": string;
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description The image is stored */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "imageId": "a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9",
                     *       "key": "2026/11/21/01KAH3J9Z5Q0M6V2C8T4W7XYRN/dog.jpg"
                     *     }
                     */
                    "application/json": components["schemas"]["StoredUpload"];
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid; or: The token has expired */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request conflicts with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The idempotency key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createMultipartUpload: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "dog.tif",
                 *       "mediaType": "image/tiff",
                 *       "byteCount": 20000000
                 *     }
                 */
                "application/json": components["schemas"]["MultipartRequest"];
            };
        };
        responses: {
            /** @description The upload */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "uploadId": "eyJrZXkiOiIyMDI2LzExLzIx.Zk3Jq0c1",
                     *       "imageId": "a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9",
                     *       "key": "2026/11/21/01KAH3J9Z5Q0M6V2C8T4W7XYRN/dog.jpg",
                     *       "partByteCount": 8388608,
                     *       "partCount": 3,
                     *       "expiresAt": "2026-11-22T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["MultipartUpload"];
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid; or: The token has expired */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signPart: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                uploadId: string;
                partNumber: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The URL */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "partNumber": 1,
                     *       "byteCount": 8388608,
                     *       "url": "https://originals.example/dog.tif?partNumber=1&uploadId=2f7a&X-Amz-Expires=900&X-Amz-Signature=0f4c…"
                     *     }
                     */
                    "application/json": components["schemas"]["PartUrl"];
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid; or: The token has expired */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No accepted media type */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listParts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                uploadId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The parts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "parts": [
                     *         {
                     *           "partNumber": 1,
                     *           "byteCount": 8388608,
                     *           "etag": "\"9bb58f26192e4ba00f01e2e7b136bbd8\""
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["UploadedParts"];
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid; or: The token has expired */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No accepted media type */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    completeMultipartUpload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                uploadId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The image is stored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "imageId": "a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9",
                     *       "key": "2026/11/21/01KAH3J9Z5Q0M6V2C8T4W7XYRN/dog.jpg"
                     *     }
                     */
                    "application/json": components["schemas"]["StoredUpload"];
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid; or: The token has expired */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request conflicts with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    abortMultipartUpload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                uploadId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The upload does not exist any more */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid; or: The token has expired */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    suggestFilters: {
        parameters: {
            query?: {
                /** @description A part of a label's name */
                text?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The suggestions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "labels": [
                     *         {
                     *           "name": "Dog",
                     *           "count": 12
                     *         }
                     *       ],
                     *       "cameraModels": [
                     *         {
                     *           "name": "Pixel 4a",
                     *           "count": 3
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Suggestions"];
                };
            };
            /** @description The list is the one that `If-None-Match` names */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid; or: The token has expired */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No accepted media type */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    followImages: {
        parameters: {
            query?: never;
            header?: {
                /** @description The id of the last event that was received: later ones follow */
                "last-event-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream of events. `Last-Event-ID` resumes it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": {
                        event: string;
                        data: string;
                        id?: string;
                        retry?: number;
                    };
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid; or: The token has expired */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No accepted media type */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listImages: {
        parameters: {
            query?: {
                /** @description Image ids, separated by commas. No other filter may be present */
                ids?: string;
                /** @description By default, images of every status except `removed` and `trashed` */
                status?: "processed" | "rejected" | "removed" | "quarantined" | "trashed";
                /** @description The name of a label, such as `Dog` */
                label?: string;
                /** @description Words that must be in the file name, the description or the labels; case is ignored */
                text?: string;
                /** @description The uploader's `sub`, for admins. Other users see only their own images */
                uploader?: string;
                /** @description The first day of the upload */
                from?: string;
                /** @description The last day of the upload; it is included */
                to?: string;
                /** @description Offset of these days, and of counted days, from UTC; 0 by default. 120 is UTC+02:00 */
                utcOffsetMinutes?: number;
                /** @description The maker of the camera, in its own spelling */
                cameraMake?: string;
                /** @description The model of the camera, in its own spelling */
                cameraModel?: string;
                /** @description The first day by the camera's clock */
                capturedFrom?: string;
                /** @description The last day by the camera's clock; it is included */
                capturedTo?: string;
                /** @description By default, `newest`: the newest upload first. `largest` is by the size of the file */
                sort?: "newest" | "oldest" | "name" | "largest";
                /** @description The number of images to skip; with `to`, a position within a day. Each skipped image takes time */
                offset?: number;
                /** @description The largest number of images in the answer */
                limit?: number;
                /** @description The `nextCursor` of the previous page, which had the same filters */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of images */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "images": [
                     *         {
                     *           "imageId": "a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9",
                     *           "name": "dog.jpg",
                     *           "status": "processed",
                     *           "rejectionCode": null,
                     *           "rejectionMessage": null,
                     *           "reviewDecision": null,
                     *           "width": 4032,
                     *           "height": 3024,
                     *           "byteCount": 2345678,
                     *           "mediaType": "image/jpeg",
                     *           "thumbHash": "3OcRJYB4d3h/iIeHeEh3eIhw+j2w",
                     *           "altText": "A dog on a beach.",
                     *           "labels": [
                     *             {
                     *               "name": "Dog",
                     *               "confidence": 98.7
                     *             }
                     *           ],
                     *           "thumbnailUrl": "https://thumbnails.example/a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9/0A/thumbnail.webp?X-Amz-Expires=900&X-Amz-Signature=0f4c…",
                     *           "thumbnails": [
                     *             {
                     *               "width": 128,
                     *               "height": 96,
                     *               "url": "https://thumbnails.example/a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9/0A/thumbnail.webp?X-Amz-Expires=900&X-Amz-Signature=0f4c…"
                     *             }
                     *           ],
                     *           "renderUrl": "https://api.example/images/a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9/render?expires=1795255200&signature=Zk3J…",
                     *           "uploadedAt": "2026-11-21T10:00:00.000Z",
                     *           "processedAt": "2026-11-21T10:00:01.000Z",
                     *           "expiresAt": "2026-11-28T10:00:00.000Z",
                     *           "uploadedBy": "ann"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ImagePage"];
                };
            };
            /** @description The list is the one that `If-None-Match` names */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid; or: The token has expired */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No accepted media type */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    countImagesByDay: {
        parameters: {
            query?: {
                /** @description By default, images of every status except `removed` and `trashed` */
                status?: "processed" | "rejected" | "removed" | "quarantined" | "trashed";
                /** @description The name of a label, such as `Dog` */
                label?: string;
                /** @description Words that must be in the file name, the description or the labels; case is ignored */
                text?: string;
                /** @description The uploader's `sub`, for admins. Other users see only their own images */
                uploader?: string;
                /** @description The first day of the upload */
                from?: string;
                /** @description The last day of the upload; it is included */
                to?: string;
                /** @description Offset of these days, and of counted days, from UTC; 0 by default. 120 is UTC+02:00 */
                utcOffsetMinutes?: number;
                /** @description The maker of the camera, in its own spelling */
                cameraMake?: string;
                /** @description The model of the camera, in its own spelling */
                cameraModel?: string;
                /** @description The first day by the camera's clock */
                capturedFrom?: string;
                /** @description The last day by the camera's clock; it is included */
                capturedTo?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The days */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "days": [
                     *         {
                     *           "day": "2026-11-21",
                     *           "count": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ImageDays"];
                };
            };
            /** @description The list is the one that `If-None-Match` names */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid; or: The token has expired */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No accepted media type */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getImage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                imageId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The image */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "imageId": "a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9",
                     *       "name": "dog.jpg",
                     *       "status": "processed",
                     *       "rejectionCode": null,
                     *       "rejectionMessage": null,
                     *       "reviewDecision": null,
                     *       "width": 4032,
                     *       "height": 3024,
                     *       "byteCount": 2345678,
                     *       "mediaType": "image/jpeg",
                     *       "thumbHash": "3OcRJYB4d3h/iIeHeEh3eIhw+j2w",
                     *       "altText": "A dog on a beach.",
                     *       "labels": [
                     *         {
                     *           "name": "Dog",
                     *           "confidence": 98.7,
                     *           "parents": [
                     *             "Animal",
                     *             "Pet"
                     *           ],
                     *           "taxonomyLevel": 2,
                     *           "modelVersion": "3.0"
                     *         }
                     *       ],
                     *       "thumbnailUrl": "https://thumbnails.example/a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9/0A/thumbnail.webp?X-Amz-Expires=900&X-Amz-Signature=0f4c…",
                     *       "thumbnails": [
                     *         {
                     *           "width": 128,
                     *           "height": 96,
                     *           "url": "https://thumbnails.example/a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9/0A/thumbnail.webp?X-Amz-Expires=900&X-Amz-Signature=0f4c…"
                     *         }
                     *       ],
                     *       "renderUrl": "https://api.example/images/a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9/render?expires=1795255200&signature=Zk3J…",
                     *       "uploadedAt": "2026-11-21T10:00:00.000Z",
                     *       "processedAt": "2026-11-21T10:00:01.000Z",
                     *       "expiresAt": "2026-11-28T10:00:00.000Z",
                     *       "uploadedBy": "ann",
                     *       "originalUrl": "https://originals.example/2026/11/21/01KAH3/dog.jpg?X-Amz-Expires=900&X-Amz-Signature=0f4c…",
                     *       "downloadUrl": "https://originals.example/2026/11/21/01KAH3/dog.jpg?X-Amz-Expires=900&X-Amz-Signature=0f4c…",
                     *       "renditions": [
                     *         {
                     *           "name": "thumbnail",
                     *           "width": 128,
                     *           "height": 96,
                     *           "byteCount": 3210,
                     *           "mediaType": "image/webp",
                     *           "url": "https://thumbnails.example/a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9/0A/thumbnail.webp?X-Amz-Expires=900&X-Amz-Signature=0f4c…"
                     *         }
                     *       ],
                     *       "moderationLabels": [],
                     *       "dominantColors": [
                     *         {
                     *           "hex": "#1e90ff",
                     *           "fraction": 0.6
                     *         }
                     *       ],
                     *       "sha256": "abababababababababababababababababababababababababababababababab",
                     *       "perceptualHash": "0123456789abcdef",
                     *       "altTextSource": "labels",
                     *       "altTextModel": null,
                     *       "uploadedThrough": "presigned-post",
                     *       "analysisStatus": "done",
                     *       "duplicateOf": null,
                     *       "scriptResult": null,
                     *       "warning": null,
                     *       "cameraMake": "Google",
                     *       "cameraModel": "Pixel 4a",
                     *       "lensModel": null,
                     *       "capturedAt": "2026-11-20T16:30:46.023",
                     *       "captureZone": "+01:00",
                     *       "focalLengthMm": 4.38,
                     *       "exposureSeconds": 0.008,
                     *       "fNumber": 1.7,
                     *       "isoSpeed": 100
                     *     }
                     */
                    "application/json": components["schemas"]["ImageDetail"];
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid; or: The token has expired */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No accepted media type */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteImage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                imageId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The original is deleted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid; or: The token has expired */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSimilarImages: {
        parameters: {
            query?: {
                /** @description The largest number of images in the answer */
                limit?: number;
            };
            header?: never;
            path: {
                imageId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The images */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "images": [
                     *         {
                     *           "imageId": "a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9",
                     *           "name": "dog.jpg",
                     *           "status": "processed",
                     *           "rejectionCode": null,
                     *           "rejectionMessage": null,
                     *           "reviewDecision": null,
                     *           "width": 4032,
                     *           "height": 3024,
                     *           "byteCount": 2345678,
                     *           "mediaType": "image/jpeg",
                     *           "thumbHash": "3OcRJYB4d3h/iIeHeEh3eIhw+j2w",
                     *           "altText": "A dog on a beach.",
                     *           "labels": [
                     *             {
                     *               "name": "Dog",
                     *               "confidence": 98.7
                     *             }
                     *           ],
                     *           "thumbnailUrl": "https://thumbnails.example/a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9/0A/thumbnail.webp?X-Amz-Expires=900&X-Amz-Signature=0f4c…",
                     *           "thumbnails": [
                     *             {
                     *               "width": 128,
                     *               "height": 96,
                     *               "url": "https://thumbnails.example/a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9/0A/thumbnail.webp?X-Amz-Expires=900&X-Amz-Signature=0f4c…"
                     *             }
                     *           ],
                     *           "renderUrl": "https://api.example/images/a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9/render?expires=1795255200&signature=Zk3J…",
                     *           "uploadedAt": "2026-11-21T10:00:00.000Z",
                     *           "processedAt": "2026-11-21T10:00:01.000Z",
                     *           "expiresAt": "2026-11-28T10:00:00.000Z",
                     *           "uploadedBy": "ann",
                     *           "distance": 3
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SimilarImages"];
                };
            };
            /** @description The list is the one that `If-None-Match` names */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid; or: The token has expired */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No accepted media type */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    trashImages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "imageIds": [
                 *         "a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ImageIds"];
            };
        };
        responses: {
            /** @description The images that are in the trash now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "imageIds": [
                     *         "a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ChangedImages"];
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid; or: The token has expired */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restoreImages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "imageIds": [
                 *         "a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ImageIds"];
            };
        };
        responses: {
            /** @description The images that were restored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "imageIds": [
                     *         "a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ChangedImages"];
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid; or: The token has expired */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reviewImage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                imageId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "decision": "approve",
                 *       "reason": "It is a painting."
                 *     }
                 */
                "application/json": components["schemas"]["Review"];
            };
        };
        responses: {
            /** @description The image */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "imageId": "a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9",
                     *       "name": "dog.jpg",
                     *       "status": "processed",
                     *       "rejectionCode": null,
                     *       "rejectionMessage": null,
                     *       "reviewDecision": null,
                     *       "width": 4032,
                     *       "height": 3024,
                     *       "byteCount": 2345678,
                     *       "mediaType": "image/jpeg",
                     *       "thumbHash": "3OcRJYB4d3h/iIeHeEh3eIhw+j2w",
                     *       "altText": "A dog on a beach.",
                     *       "labels": [
                     *         {
                     *           "name": "Dog",
                     *           "confidence": 98.7,
                     *           "parents": [
                     *             "Animal",
                     *             "Pet"
                     *           ],
                     *           "taxonomyLevel": 2,
                     *           "modelVersion": "3.0"
                     *         }
                     *       ],
                     *       "thumbnailUrl": "https://thumbnails.example/a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9/0A/thumbnail.webp?X-Amz-Expires=900&X-Amz-Signature=0f4c…",
                     *       "thumbnails": [
                     *         {
                     *           "width": 128,
                     *           "height": 96,
                     *           "url": "https://thumbnails.example/a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9/0A/thumbnail.webp?X-Amz-Expires=900&X-Amz-Signature=0f4c…"
                     *         }
                     *       ],
                     *       "renderUrl": "https://api.example/images/a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9/render?expires=1795255200&signature=Zk3J…",
                     *       "uploadedAt": "2026-11-21T10:00:00.000Z",
                     *       "processedAt": "2026-11-21T10:00:01.000Z",
                     *       "expiresAt": "2026-11-28T10:00:00.000Z",
                     *       "uploadedBy": "ann",
                     *       "originalUrl": "https://originals.example/2026/11/21/01KAH3/dog.jpg?X-Amz-Expires=900&X-Amz-Signature=0f4c…",
                     *       "downloadUrl": "https://originals.example/2026/11/21/01KAH3/dog.jpg?X-Amz-Expires=900&X-Amz-Signature=0f4c…",
                     *       "renditions": [
                     *         {
                     *           "name": "thumbnail",
                     *           "width": 128,
                     *           "height": 96,
                     *           "byteCount": 3210,
                     *           "mediaType": "image/webp",
                     *           "url": "https://thumbnails.example/a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9/0A/thumbnail.webp?X-Amz-Expires=900&X-Amz-Signature=0f4c…"
                     *         }
                     *       ],
                     *       "moderationLabels": [],
                     *       "dominantColors": [
                     *         {
                     *           "hex": "#1e90ff",
                     *           "fraction": 0.6
                     *         }
                     *       ],
                     *       "sha256": "abababababababababababababababababababababababababababababababab",
                     *       "perceptualHash": "0123456789abcdef",
                     *       "altTextSource": "labels",
                     *       "altTextModel": null,
                     *       "uploadedThrough": "presigned-post",
                     *       "analysisStatus": "done",
                     *       "duplicateOf": null,
                     *       "scriptResult": null,
                     *       "warning": null,
                     *       "cameraMake": "Google",
                     *       "cameraModel": "Pixel 4a",
                     *       "lensModel": null,
                     *       "capturedAt": "2026-11-20T16:30:46.023",
                     *       "captureZone": "+01:00",
                     *       "focalLengthMm": 4.38,
                     *       "exposureSeconds": 0.008,
                     *       "fNumber": 1.7,
                     *       "isoSpeed": 100
                     *     }
                     */
                    "application/json": components["schemas"]["ImageDetail"];
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid; or: The token has expired */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This user has no permission */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request conflicts with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    answerQuestion: {
        parameters: {
            query?: {
                /** @description The first day; questions about the present have none */
                from?: string;
                /** @description The last day; it is included */
                to?: string;
                /** @description By default JSON, or CSV if the Accept header allows only that */
                format?: "json" | "csv";
            };
            header?: never;
            path: {
                question: "uploads" | "labels" | "storage" | "rejections" | "moderation" | "duplicates" | "duplicates-daily" | "freshness" | "processing-time" | "cost";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer as JSON, or as CSV for download */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "question": "labels",
                     *       "columns": [
                     *         {
                     *           "name": "label",
                     *           "type": "string"
                     *         },
                     *         {
                     *           "name": "image_count",
                     *           "type": "number"
                     *         }
                     *       ],
                     *       "rows": [
                     *         [
                     *           "Dog",
                     *           12
                     *         ]
                     *       ],
                     *       "freshAsOf": "2026-11-21T10:00:00.000Z",
                     *       "refreshAfterSeconds": 5
                     *     }
                     */
                    "application/json": components["schemas"]["AnalyticsAnswer"];
                    /**
                     * @example label,image_count
                     *     Dog,12
                     */
                    "text/csv": string;
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid; or: The token has expired */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This user has no permission */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No accepted media type */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhooks */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "webhooks": [
                     *         {
                     *           "webhookId": "01KAH3Z5J7R1T4V6X8Y0A2C4E6",
                     *           "url": "https://hooks.example/miniatura",
                     *           "createdAt": "2026-11-21T10:00:00.000Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Webhooks"];
                };
            };
            /** @description The token is missing or invalid; or: The token has expired */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This user has no permission */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No accepted media type */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://hooks.example/miniatura"
                 *     }
                 */
                "application/json": components["schemas"]["NewWebhook"];
            };
        };
        responses: {
            /** @description The webhook */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "webhookId": "01KAH3Z5J7R1T4V6X8Y0A2C4E6",
                     *       "url": "https://hooks.example/miniatura",
                     *       "createdAt": "2026-11-21T10:00:00.000Z",
                     *       "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
                     *     }
                     */
                    "application/json": components["schemas"]["CreatedWebhook"];
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid; or: The token has expired */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This user has no permission */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request conflicts with the current state */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The media type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook does not exist any more */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid; or: The token has expired */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This user has no permission */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDeliveries: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                webhookId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The deliveries */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "deliveries": [
                     *         {
                     *           "eventId": "a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9-3",
                     *           "imageId": "a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9",
                     *           "imageStatus": "processed",
                     *           "state": "delivered",
                     *           "attemptCount": 1,
                     *           "createdAt": "2026-11-21T10:00:01.000Z",
                     *           "nextAttemptAt": null,
                     *           "httpStatus": 204,
                     *           "failure": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Deliveries"];
                };
            };
            /** @description The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is missing or invalid; or: The token has expired */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This user has no permission */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No accepted media type */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Temporarily unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
