@scripted @profile.zephyr
Feature: Zephyr – messages that the application acknowledges

  Background:
    Given the application asks for the preset "zephyr", or else for:
      | keep_alive_s  | 60    |                     |
      | clean_session | false | clean_session_false |
      | manual_ack    | true  | manual_ack          |

  @ZEPHYR-API-03 @needs.manual_ack @needs.qos1
  Rule: The application acknowledges what it received, in the order of arrival, and only then is it answered

    Scenario: Zephyr: no PUBACK before the application's own
      Given a client connected
      And the application subscribes to "a/b" with QoS 1
      When the server sends PUBLISH topic="a/b" qos=1 id=5 payload="hi"
      Then the application receives "hi" on "a/b"
      And the server receives no PUBACK
      When the application does ack
        | packet | 5 |
      Then the server receives PUBACK id=5

    @needs.qos2
    Scenario: Zephyr: QoS 2 by hand goes to its end
      Given a client connected
      And the application subscribes to "a/b" with QoS 2
      When the server sends PUBLISH topic="a/b" qos=2 id=6 payload="hi"
      Then the server receives no PUBREC
      When the application does ack
        | packet | 6 |
      Then the server receives PUBREC id=6
      When the server sends PUBREL id=6
      Then the server receives PUBCOMP id=6
      And the application has received "hi" on "a/b" exactly 1 time

    Scenario: Zephyr: what the application acknowledges too early waits for its turn
      Given a client connected
      And the application subscribes to "a/b" with QoS 1
      When the server sends PUBLISH topic="a/b" qos=1 id=5 payload="one"
      And the server sends PUBLISH topic="a/b" qos=1 id=6 payload="two"
      Then the application receives "two" on "a/b"
      When the application does ack
        | packet | 6 |
      Then the server receives no PUBACK
      When the application does ack
        | packet | 5 |
      Then the server receives in order:
        """
        PUBACK id=5
        PUBACK id=6
        """

  @ZEPHYR-INIT-01 @ZEPHYR-API-04 @needs.packet_max @needs.stream @needs.qos1
  Rule: With buffers of 256 bytes a larger payload is read in pieces

    Scenario: Zephyr: a payload of 3000 bytes
      Given the application asks for:
        | buffer | 256 |
      And a client connected
      And the application subscribes to "a/b" with QoS 1
      When the server sends PUBLISH topic="a/b" qos=1 id=5 payload=fill:3000
      Then the application is told "message" with:
        """
        {"topic": "a/b", "offset": 0, "total": 3000}
        """
      And the application receives what the server sent

    Scenario: Zephyr: every kind of answer fits
      Given the application asks for:
        | buffer     | 256   |
        | manual_ack | false |
      And a client connected
      And the application subscribes to "a/b" with QoS 1
      When the server publishes 20 messages to "a/b" with QoS 1
      And the application publishes 20 messages to "c/d" with QoS 1
      Then the server receives exactly 20 PUBACK within 1 s
      And each message that the client took is finished

  @ZEPHYR-API-02 @needs.qos1
  Rule: PUBLISH has the QoS and RETAIN asked for, a Packet Identifier that is in no other use, and DUP 0

    Scenario: Zephyr: ten messages in flight
      Given a client connected
      And the server never answers PUBLISH
      When the application publishes:
        | topic   | "sensors"        |
        | payload | {"text": "DOORS"} |
        | qos     | 1                |
        | retain  | true             |
      And the application publishes 9 messages to "sensors" with QoS 1
      Then the server receives PUBLISH id=$first topic="sensors" payload="DOORS" qos=1 dup=0 retain=1
      And the server receives exactly 1 PUBLISH id=$first within 1 s
      And the server receives exactly 10 PUBLISH id!=0 dup=0 within 1 s

    @needs.start_packet
    Scenario: Zephyr: the first Packet Identifier is the application's choice
      Given the application asks for:
        | start_packet | 700 |
      And a client connected
      When the application publishes "hi" to "sensors" with QoS 1
      Then the server receives PUBLISH id=700 payload="hi"

  @ZEPHYR-API-01 @ZEPHYR-RUN-02 @needs.qos1
  Rule: Each answer of the server is told

    Scenario: Zephyr: SUBACK, PUBACK and a message
      Given a client connected
      When the application subscribes to "a/b" with QoS 1
      And the application publishes "echo" to "a/b" with QoS 1
      Then the application is told "subscribed"
      And the application is told that its message is published
      And the application receives "echo" on "a/b"

    @needs.unsubscribe
    Scenario: Zephyr: UNSUBACK
      Given a client connected
      And the application subscribes to "a/b" with QoS 1
      When the application unsubscribes from "a/b"
      Then the application is told "unsubscribed"

  @ZEPHYR-API-08 @needs.user_name
  Rule: A Password never goes without a User Name

    Scenario: Zephyr: a Password alone
      Given the application asks for:
        | password | {"text": "secret"} |
      When the application connects
      Then the server receives no CONNECT user_name_flag=0 password_flag=1
