@scripted
Feature: Robustness – strings at the limit of their length

  @ROB-STRING-1 @robust @needs.raw_strings
  Rule: A string beyond 65,535 bytes is refused before anything leaves

    Scenario Outline: <what> of 65536 bytes does not leave the client
      Given the application asks for:
        | <option> | {"repeat": {"text": "a", "len": 65536}} |
        | <also>   | <value>                                 |
      When the application connects
      Then the client refuses that
      And the server receives no CONNECT

      Examples:
        | what                | option     | also          | value |
        | a Client Identifier | client_id  | clean_session | true  |
        | a User Name         | user_name  | clean_session | true  |
        | a Will Topic        | will.topic | clean_session | true  |

    Scenario Outline: <what> of 65536 bytes does not leave the client
      Given the application asks for:
        | user_name  | "u"                                 |
        | <option>   | {"fill": {"len": 65536, "seed": 7}} |
        | will.topic | "w"                                 |
      When the application connects
      Then the client refuses that
      And the server receives no CONNECT

      Examples:
        | what           | option       |
        | a Password     | password     |
        | a Will Message | will.payload |

    Scenario Outline: <what> of 65535 bytes is sent whole
      Given the application asks for:
        | <option>  | {"repeat": {"text": "a", "len": 65535}} |
        | keep_alive_s | 60 |
      When the application connects
      Then the server receives CONNECT <field>=repeat:"a"*65535

      Examples:
        | what                | option     | field      |
        | a Client Identifier | client_id  | client_id  |
        | a User Name         | user_name  | user_name  |
        | a Will Topic        | will.topic | will_topic |

    Scenario: a Topic Name of 65536 bytes is refused, and the client stays usable
      Given a client connected
      When the application publishes:
        | topic | {"repeat": {"text": "a", "len": 65536}} |
      Then the client refuses that
      When the application publishes "hi" to "a/b" with QoS 0
      Then the server receives PUBLISH topic="a/b" payload="hi"

    @needs.qos1
    Scenario: what was refused takes nothing from the next message
      Given a client connected
      When the application publishes:
        | topic | {"repeat": {"text": "a", "len": 65536}} |
        | qos   | 1                                       |
      Then the client refuses that
      When the application publishes "hi" to "a/b" with QoS 1
      Then the server receives PUBLISH topic="a/b" payload="hi"
      And the application is told that its message is published
