"""Uses every operation of the stand-in through boto3, and prints what came of it as JSON."""
import json
import sys

import boto3
import botocore

sqs = boto3.client(
    "sqs",
    endpoint_url=sys.argv[1],
    region_name="us-east-1",
    aws_access_key_id="any",
    aws_secret_access_key="any",
)
dead = sqs.create_queue(QueueName="dead", tags={"team": "a<b"})["QueueUrl"]
dead_arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
jobs = sqs.create_queue(
    QueueName="jobs",
    Attributes={
        "VisibilityTimeout": "60",
        "RedrivePolicy": json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": 1}),
    },
)["QueueUrl"]
sqs.set_queue_attributes(QueueUrl=jobs, Attributes={"DelaySeconds": "0"})
sqs.tag_queue(QueueUrl=jobs, Tags={"team": "media", "tier": "1"})
sqs.untag_queue(QueueUrl=jobs, TagKeys=["tier"])

body = "Grüße \U0001F600 <&>\r\n\ttab "
sent = sqs.send_message(
    QueueUrl=jobs,
    MessageBody=body,
    MessageAttributes={
        "size": {"DataType": "Number", "StringValue": "3"},
        "bytes": {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
    },
)
batch = sqs.send_message_batch(
    QueueUrl=jobs,
    Entries=[
        {"Id": "a", "MessageBody": "one"},
        {"Id": "b", "MessageBody": "bad \u0007"},
        {"Id": "c", "MessageBody": "two", "DelaySeconds": 900},
    ],
)
first = sqs.receive_message(QueueUrl=jobs, AttributeNames=["All"], MessageAttributeNames=["All"])["Messages"][0]
sqs.change_message_visibility(QueueUrl=jobs, ReceiptHandle=first["ReceiptHandle"], VisibilityTimeout=30)
sqs.delete_message(QueueUrl=jobs, ReceiptHandle=first["ReceiptHandle"])
second = sqs.receive_message(QueueUrl=jobs, MaxNumberOfMessages=10)["Messages"][0]
changed = sqs.change_message_visibility_batch(
    QueueUrl=jobs,
    Entries=[{"Id": "v", "ReceiptHandle": second["ReceiptHandle"], "VisibilityTimeout": 0}],
)
# It was received once already: this receive sends it to the dead letters.
empty = sqs.receive_message(QueueUrl=jobs, WaitTimeSeconds=0)
given_up = sqs.receive_message(QueueUrl=dead)["Messages"][0]
deleted = sqs.delete_message_batch(
    QueueUrl=dead,
    Entries=[
        {"Id": "good", "ReceiptHandle": given_up["ReceiptHandle"]},
        {"Id": "bad", "ReceiptHandle": "nonsense"},
    ],
)
try:
    sqs.get_queue_url(QueueName="nowhere")
    missing = None
except botocore.exceptions.ClientError as error:
    missing = [error.response["Error"]["Code"], type(error).__name__]
result = {
    "protocol": sqs.meta.service_model.metadata["protocol"],
    "body": first["Body"] == body,
    "attributes": first["MessageAttributes"]["bytes"]["BinaryValue"] == b"\x00\xff",
    "receiveCount": first["Attributes"]["ApproximateReceiveCount"],
    "sameId": sent["MessageId"] == first["MessageId"],
    "batch": [[e["Id"] for e in batch["Successful"]], [[e["Id"], e["Code"], e["SenderFault"]] for e in batch["Failed"]]],
    "second": second["Body"],
    "changed": [e["Id"] for e in changed["Successful"]],
    "empty": "Messages" not in empty,
    "givenUp": given_up["Body"],
    "deleted": [[e["Id"] for e in deleted["Successful"]], [[e["Id"], e["Code"]] for e in deleted["Failed"]]],
    "missing": missing,
    "queues": [url.split("/")[-1] for url in sqs.list_queues()["QueueUrls"]],
    "prefixed": sqs.list_queues(QueueNamePrefix="j", MaxResults=1)["QueueUrls"] == [jobs],
    "sources": sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"] == [jobs],
    "tags": [sqs.list_queue_tags(QueueUrl=jobs)["Tags"], sqs.list_queue_tags(QueueUrl=dead)["Tags"]],
    "timeout": sqs.get_queue_attributes(QueueUrl=jobs, AttributeNames=["All"])["Attributes"]["VisibilityTimeout"],
}
sqs.purge_queue(QueueUrl=jobs)
sqs.delete_queue(QueueUrl=jobs)
result["left"] = [url.split("/")[-1] for url in sqs.list_queues()["QueueUrls"]]
print(json.dumps(result))
