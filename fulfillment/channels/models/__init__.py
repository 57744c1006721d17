from fulfillment.channels.models.api import IdempotentRequest
from fulfillment.channels.models.carriers import CarrierFeed, CarrierMessage, FollowedNumber
from fulfillment.channels.models.chats import ChatPost, ChatRoom
from fulfillment.channels.models.connection import Connection, ConnectionEvent, Credential
from fulfillment.channels.models.consents import StoreConsent
from fulfillment.channels.models.importing import ImportedOrder, ImportUpload
from fulfillment.channels.models.inbound import InboundMessage, QuarantinedItem, Wanted
from fulfillment.channels.models.number_lists import NumberList
from fulfillment.channels.models.outgoing import WebhookDelivery, WebhookSubscription
from fulfillment.channels.models.papers import LabelBatch, LabelFile, LabelPart, LabelSheet
from fulfillment.channels.models.privacy import PrivacyRequest
from fulfillment.channels.models.reconciliation import Discrepancy, Reconciliation
from fulfillment.channels.models.runs import ImportReject, ImportRun, SyncCursor

__all__ = [
    "CarrierFeed",
    "CarrierMessage",
    "ChatPost",
    "ChatRoom",
    "Connection",
    "ConnectionEvent",
    "Credential",
    "Discrepancy",
    "FollowedNumber",
    "IdempotentRequest",
    "ImportReject",
    "ImportRun",
    "ImportUpload",
    "ImportedOrder",
    "InboundMessage",
    "LabelBatch",
    "LabelFile",
    "LabelPart",
    "LabelSheet",
    "NumberList",
    "PrivacyRequest",
    "QuarantinedItem",
    "Reconciliation",
    "StoreConsent",
    "SyncCursor",
    "Wanted",
    "WebhookDelivery",
    "WebhookSubscription",
]
