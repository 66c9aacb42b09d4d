@scripted @profile.hub_dashboard
Feature: Hub and dashboard – messages through the hub

  Background:
    Given the application asks for:
      | client_id | "device_x" |

  @DECK-MQTT-02
  Rule: Messages go to the hub and from it at the same time

    @needs.qos1
    Scenario: hub: twenty each way
      Given a client connected
      And the application subscribes to "to/device" with QoS 1
      When the application publishes 20 messages to "to/hub" with QoS 1
      And the server publishes 20 messages to "to/device" with QoS 1
      Then the server receives exactly 20 PUBACK within 1 s
      And the application has received "20" on "to/device" exactly 1 time
      And each message that the client took is finished

  @DECK-MQTT-04
  Rule: QoS 1 arrives at least once and QoS 2 exactly once, also over a connection that is lost

    @needs.qos1 @needs.clean_session_false @needs.session_kept
    Scenario Outline: hub: QoS 1 out, lost after <point>
      Given a client connected with Clean Session 0
      And the network does cut after 1st <point>, once
      And the application publishes "once" to "to/hub" with QoS 1
      When the application is idle for 200 ms
      And the application reconnects with the same options
      Then the application is told that its message is published

      Examples:
        | point             |
        | PUBLISH to server |

    @needs.qos2 @needs.clean_session_false @needs.session_kept
    Scenario Outline: hub: QoS 2 in, lost after <point>
      Given a client connected with Clean Session 0
      And the application subscribes to "to/device" with QoS 2
      And the network does cut after 1st <point>, once
      When the server publishes "once" to "to/device" with QoS 2
      And the application reconnects with the same options
      Then the server receives PUBCOMP
      And the application has received "once" on "to/device" exactly 1 time

      Examples:
        | point             |
        | PUBREC to server  |
        | PUBREL to client  |

  @DECK-MQTT-05 @needs.qos1 @needs.clean_session_false
  Rule: A device that comes back to its Session need not subscribe again

    Scenario: hub: nothing is subscribed to again
      Given a client connected with Clean Session 0
      And the application subscribes to "to/device" with QoS 1
      When the server closes the connection
      And the application reconnects with the same options
      Then the server receives CONNECT clean_session=0
      And the application is told "connected"
      And the server receives no SUBSCRIBE
      When the server publishes "welcome back" to "to/device" with QoS 1
      Then the application receives "welcome back" on "to/device"

  @DECK-BROKER-05 @DECK-DASH-05
  Rule: A device whose place another takes does not fight for it

    @needs.auto_reconnect @slow
    Scenario: hub: the policy is replace
      Given the application asks for:
        | reconnect.mode   | "fixed" |
        | reconnect.min_ms | 500     |
      And a client connected
      When the network does takeover
      And the application is idle for 3 s
      Then the client connects at most 8 times within 3 s

  @DECK-BROKER-06 @needs.granted_qos
  Rule: A hub that freezes subscriptions refuses them, and the application is told

    Scenario: hub: subscriptions are frozen
      Given a client connected
      And the server answers SUBSCRIBE with SUBACK id=$id codes=128
      When the application subscribes to "to/device" with QoS 1
      Then the application is told "subscribed" with:
        """
        {"codes": [128]}
        """
      And the connection stays open

    Scenario: hub: a message for a subscription that was refused is delivered all the same
      Given a client connected
      And the server answers SUBSCRIBE with SUBACK id=$id codes=128
      When the application subscribes to "to/device" with QoS 1
      And the server publishes "anyway" to "to/device" with QoS 0
      Then the connection stays open

  @DECK-DASH-08
  Rule: A metric that publishes to its own topic sees its message once

    Scenario: hub: one topic both ways
      Given a client connected
      And the application subscribes to "metric" with QoS 0
      When the application publishes "42" to "metric" with QoS 0
      Then the application has received "42" on "metric" exactly 1 time

  @DECK-API-02
  Rule: A client that is connected is not connected a second time

    Scenario: hub: two starts
      Given a client connected
      When the application connects
      Then the client refuses that
      And the client connects at most 0 times within 500 ms
