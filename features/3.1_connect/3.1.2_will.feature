@scripted @needs.will
Feature: 3.1.2 Will Flag, Will QoS, Will Retain

  @MQTT-3.1.2-9 @must
  Rule: With Will Flag 1 the payload holds a Will Topic and a Will Message

    Scenario: a Will is in the payload
      Given the application asks for:
        | will.topic   | "w/t"           |
        | will.payload | {"text": "bye"} |
      When the application connects
      Then the server receives CONNECT will_flag=1 will_topic="w/t" will_message="bye"

    Scenario: an empty Will Message is in the payload
      Given the application asks for:
        | will.topic   | "w/t"       |
        | will.payload | {"hex": ""} |
      When the application connects
      Then the server receives CONNECT will_flag=1 will_topic="w/t" will_message=""

    @needs.will_binary
    Scenario: a Will Message of any bytes is in the payload
      Given the application asks for:
        | will.topic   | "w/t"               |
        | will.payload | {"hex": "00fffe80"} |
      When the application connects
      Then the server receives CONNECT will_flag=1 will_topic="w/t" will_message=hex:00fffe80

    Scenario: the Will is in each later CONNECT too
      Given the application asks for:
        | will.topic   | "w/t"           |
        | will.payload | {"text": "bye"} |
      And a client connected
      When the server resets the connection
      And the application reconnects with the same options
      Then the server receives CONNECT will_flag=1 will_topic="w/t" will_message="bye"

  @MQTT-3.1.2-11 @must
  Rule: With Will Flag 0 the payload holds nothing of a Will

    Scenario: without a Will the payload ends with the Client Identifier
      When the application connects
      Then the server receives CONNECT connect_flags=0x02 client_id="cut" remaining_length=15

    Scenario: a Will that is taken back is in no later CONNECT
      Given the application asks for:
        | will.topic | "w/t" |
      And a client connected
      When the application disconnects
      And the application asks for:
        | will | null |
      And the application reconnects with the same options
      Then the server receives CONNECT will_flag=0 will_topic=none will_message=none

  @MQTT-3.1.2-13 @must
  Rule: With Will Flag 0 the Will QoS is 0

    Scenario: without a Will its QoS is 0
      When the application connects
      Then the server receives CONNECT will_flag=0 will_qos=0

  @MQTT-3.1.2-14 @must
  Rule: With Will Flag 1 the Will QoS is 0, 1 or 2

    Scenario Outline: a Will with QoS <qos>
      Given the application asks for:
        | will.topic | "w/t" |
        | will.qos   | <qos> |
      When the application connects
      Then the server receives CONNECT will_flag=1 will_qos=<qos>

      Examples:
        | qos |
        | 0   |
        | 1   |
        | 2   |

    Scenario: a Will with QoS 3 does not leave the client
      Given the application asks for:
        | will.topic | "w/t" |
        | will.qos   | 3     |
      When the application connects
      Then the server receives no CONNECT will_qos=3

  @MQTT-3.1.2-15 @must
  Rule: With Will Flag 0 the Will Retain flag is 0

    Scenario: without a Will its Retain flag is 0
      When the application connects
      Then the server receives CONNECT will_flag=0 will_retain=0
