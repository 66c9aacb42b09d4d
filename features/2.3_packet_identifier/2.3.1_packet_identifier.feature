@scripted
Feature: 2.3.1 Packet Identifier

  @MQTT-2.3.1-1 @must
  Rule: SUBSCRIBE, UNSUBSCRIBE and PUBLISH with QoS above 0 carry a Packet Identifier that is not 0

    Scenario: SUBSCRIBE carries one
      Given a client connected
      When the application subscribes to "a/b" with QoS 1
      Then the server receives SUBSCRIBE id!=0

    @needs.unsubscribe
    Scenario: UNSUBSCRIBE carries one
      Given a client connected
      And the application subscribes to "a/b" with QoS 1
      When the application unsubscribes from "a/b"
      Then the server receives UNSUBSCRIBE id!=0

    @needs.qos1
    Scenario: PUBLISH with QoS 1 carries one
      Given a client connected
      When the application publishes "hi" to "a/b" with QoS 1
      Then the server receives PUBLISH qos=1 id!=0

    @needs.qos2
    Scenario: PUBLISH with QoS 2 carries one
      Given a client connected
      When the application publishes "hi" to "a/b" with QoS 2
      Then the server receives PUBLISH qos=2 id!=0

    @needs.qos1 @needs.start_packet
    Scenario: counting over 65535 leaves 0 out
      Given the application asks for:
        | start_packet | 65535 |
      And a client connected
      When the application publishes 3 messages to "a/b" with QoS 1
      Then the server receives in order:
        """
        PUBLISH qos=1 id=65535 payload="1"
        PUBLISH qos=1 id!=0 payload="2"
        PUBLISH qos=1 id!=0 payload="3"
        """

  @MQTT-2.3.1-5 @must
  Rule: A PUBLISH with QoS 0 has no Packet Identifier

    Scenario Outline: after the Topic Name comes the payload "<payload>"
      Given a client connected
      When the application publishes "<payload>" to "a/b" with QoS 0
      Then the server receives PUBLISH qos=0 payload="<payload>" remaining_length=<length>

      Examples:
        | payload | length |
        |         | 5      |
        | hi      | 7      |
        | 12      | 7      |

  @MQTT-2.3.1-6 @must
  Rule: PUBACK, PUBREC and PUBREL have the Packet Identifier of their PUBLISH

    @needs.qos1
    Scenario Outline: PUBACK for Packet Identifier <identifier>
      Given a client connected
      When the server sends PUBLISH topic="a/b" qos=1 id=<identifier> payload="hi"
      Then the next packet that the server receives is PUBACK id=<identifier>

      Examples:
        | identifier |
        | 258        |
        | 513        |
        | 65535      |

    @needs.qos2
    Scenario Outline: PUBREC and PUBCOMP for Packet Identifier <identifier>
      Given a client connected
      When the server sends PUBLISH topic="a/b" qos=2 id=<identifier> payload="hi"
      Then the server receives in order:
        """
        PUBREC id=<identifier>
        PUBCOMP id=<identifier>
        """

      Examples:
        | identifier |
        | 258        |
        | 513        |
        | 65535      |

    @needs.qos2
    Scenario: PUBREL for the client's own PUBLISH
      Given a client connected
      When the application publishes "hi" to "a/b" with QoS 2
      Then the server receives in order:
        """
        PUBLISH qos=2 id=$message
        PUBREL id=$message
        """
