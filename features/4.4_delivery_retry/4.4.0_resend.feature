@scripted @needs.qos1 @needs.clean_session_false @needs.session_kept
Feature: 4.4 Message delivery retry

  @MQTT-4.4.0-1 @must
  Rule: On a reconnection with Clean Session 0 the client sends again what is unfinished

    Scenario Outline: an unacknowledged PUBLISH keeps its Packet Identifier after the server <loss>
      Given a client connected with Clean Session 0
      And the server never answers PUBLISH
      When the application publishes "hi" to "a/b" with QoS 1
      Then the server receives PUBLISH qos=1 id=$message
      When the server <loss> the connection
      And the application reconnects with the same options
      Then the server receives PUBLISH qos=1 id=$message payload="hi"

      Examples:
        | loss   |
        | closes |
        | resets |

    @needs.qos2
    Scenario Outline: an unacknowledged PUBREL keeps its Packet Identifier after the server <loss>
      Given a client connected with Clean Session 0
      And the server never answers PUBREL
      When the application publishes "hi" to "a/b" with QoS 2
      Then the server receives PUBREL id=$message
      When the server <loss> the connection
      And the application reconnects with the same options
      Then the server receives PUBREL id=$message

      Examples:
        | loss   |
        | closes |
        | resets |

    Scenario: every one of many messages is sent again
      Given a client connected with Clean Session 0
      And the server never answers PUBLISH
      And the application publishes 10 messages to "a/b" with QoS 1
      And the server receives PUBLISH payload="10"
      When the server closes the connection
      And the server follows the standard again
      And the application reconnects with the same options
      Then the server receives at least 10 PUBLISH within 2 s
      And the application is told "published" exactly 10 times

    Scenario: what was acknowledged is not sent again
      Given a client connected with Clean Session 0
      When the application publishes "hi" to "a/b" with QoS 1
      Then the application is told that its message is published
      When the server closes the connection
      And the application reconnects with the same options
      Then the server receives CONNECT
      And the server receives no PUBLISH

    Scenario: of three messages the one in the middle was acknowledged
      Given a client connected with Clean Session 0
      And the server never answers PUBLISH payload="1"
      And the server never answers PUBLISH payload="3"
      And the application publishes 3 messages to "a/b" with QoS 1
      And the server receives PUBLISH id=$one payload="1"
      And the server receives PUBLISH id=$three payload="3"
      When the server closes the connection
      And the server follows the standard again
      And the application reconnects with the same options
      Then the server receives in order:
        """
        PUBLISH id=$one payload="1"
        PUBLISH id=$three payload="3"
        """
      And the server receives no PUBLISH payload="2"

    @needs.auto_reconnect
    Scenario: a client that reconnects by itself does the same
      Given the application asks for:
        | reconnect.mode   | "fixed" |
        | reconnect.min_ms | 100     |
      And a client connected with Clean Session 0
      And the server never answers PUBLISH
      When the application publishes "hi" to "a/b" with QoS 1
      Then the server receives PUBLISH qos=1 id=$message
      When the server closes the connection
      Then the client connects again
      And the server receives PUBLISH qos=1 id=$message payload="hi"

    Scenario: after two losses in a row
      Given a client connected with Clean Session 0
      And the server never answers PUBLISH
      When the application publishes "hi" to "a/b" with QoS 1
      Then the server receives PUBLISH qos=1 id=$message
      When the server closes the connection
      And the server answers CONNECT with CONNACK code=3
      And the application reconnects with the same options
      Then the application is told "refused"
      When the server follows the standard again
      And the application reconnects with the same options
      Then the server receives PUBLISH qos=1 id=$message
