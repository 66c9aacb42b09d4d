@scripted @needs.qos1 @needs.clean_session_false
Feature: Robustness – a Session that the server has lost

  @ROB-SESSION-1 @robust @needs.session_kept
  Rule: When the server has lost the Session, the client does not release what the server does not know, and its messages flow again

    @needs.qos2
    Scenario Outline: QoS 2, <how> after <point>, and the server forgets
      Given a client connected with Clean Session 0
      And the network does <how> after 1st <point>, once
      And the application publishes "old" to "a/b" with QoS 2
      And the server receives PUBLISH id=$old
      When the application is idle for 100 ms
      And the server forgets its Sessions
      And the application reconnects with the same options
      Then the application is told "connected"
      When the application publishes "new" to "a/b" with QoS 2
      Then the application is told that its message is published

      Examples:
        | how | point             |
        | cut | PUBLISH to server |
        | cut | PUBREC to client  |
        | rst | PUBREL to server  |

    Scenario: QoS 1 goes on after the server forgot
      Given a client connected with Clean Session 0
      And the server never answers PUBLISH payload="old"
      And the application publishes "old" to "a/b" with QoS 1
      And the server receives PUBLISH payload="old"
      When the server closes the connection
      And the server follows the standard again
      And the server forgets its Sessions
      And the application reconnects with the same options
      Then the application is told "connected"
      When the application publishes "new" to "a/b" with QoS 1
      Then the application is told that its message is published

    @needs.start_packet
    Scenario: a Packet Identifier that collided is free again
      Given the application asks for:
        | start_packet | 65535 |
      And a client connected with Clean Session 0
      And the server never answers PUBLISH
      And the application publishes 3 messages to "a/b" with QoS 1
      And the server receives PUBLISH payload="3"
      When the server closes the connection
      And the server forgets its Sessions
      And the server follows the standard again
      And the application reconnects with the same options
      Then the application is told "connected"
      When the application publishes 3 messages to "c/d" with QoS 1
      Then the application is told that its message is published

    @needs.session_present
    Scenario: the application is told that the Session is lost
      Given a client connected with Clean Session 0
      When the server closes the connection
      And the server forgets its Sessions
      And the application reconnects with the same options
      Then the application is told "connected" with:
        """
        {"session_present": false}
        """

  @MQTT-3.1.2-6 @must @needs.qos2
  Rule: A new Session takes nothing over from the one before

    Scenario Outline: QoS 2 with Clean Session 1, <how> after <point>
      Given a client connected with Clean Session 1
      And the network does <how> after 1st <point>, once
      When the application publishes "old" to "a/b" with QoS 2
      Then the server receives PUBLISH id=$old
      And the application is told "disconnected"
      When the server never answers PUBLISH payload="old"
      And the application reconnects with the same options
      Then the application is told "connected"
      And the server receives no PUBREL id=$old

      Examples:
        | how | point             |
        | cut | PUBLISH to server |
        | cut | PUBREC to client  |
        | rst | PUBREL to server  |

    Scenario Outline: inbound QoS 2 with Clean Session 1, <how> after <point>
      Given a client connected with Clean Session 1
      And the application subscribes to "a/b" with QoS 2
      And the network does <how> after 1st <point>, once
      When the server publishes "old" to "a/b" with QoS 2
      Then the application is told "disconnected"
      When the application reconnects with the same options
      Then the application is told "connected"
      And the server receives no PUBREC|PUBCOMP

      Examples:
        | how | point             |
        | cut | PUBLISH to client |
        | cut | PUBREC to server  |
        | rst | PUBREC to server  |
        | cut | PUBREL to client  |
