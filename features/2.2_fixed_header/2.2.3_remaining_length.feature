@scripted
Feature: 2.2.3 Remaining Length

  @ROB-LENGTH-1 @robust
  Rule: Every length is sent and read right at the borders of the Remaining Length field

    Scenario Outline: a PUBLISH of Remaining Length <length> is sent whole
      Given a client connected
      When the application publishes:
        | topic   | "a/b"                              |
        | payload | {"fill": {"len": <len>, "seed": 7}} |
      Then the server receives PUBLISH remaining_length=<length> payload=fill:<len>/7

      Examples:
        | length  | len     |
        | 5       | 0       |
        | 6       | 1       |
        | 127     | 122     |
        | 128     | 123     |
        | 129     | 124     |
        | 16383   | 16378   |
        | 16384   | 16379   |
        | 65535   | 65530   |
        | 65538   | 65533   |
        | 2097151 | 2097146 |
        | 2097152 | 2097147 |

    @needs.qos1
    Scenario Outline: a PUBLISH with QoS 1 of Remaining Length <length> is sent whole
      Given a client connected
      When the application publishes:
        | topic   | "a/b"                              |
        | payload | {"fill": {"len": <len>, "seed": 7}} |
        | qos     | 1                                  |
      Then the server receives PUBLISH qos=1 remaining_length=<length> payload=fill:<len>/7
      And the application is told that its message is published

      Examples:
        | length | len   |
        | 127    | 120   |
        | 128    | 121   |
        | 16383  | 16376 |
        | 16384  | 16377 |

    @needs.raw_strings
    Scenario Outline: a <packet> of Remaining Length <length> is sent whole
      Given a client connected
      And the application subscribes to "a/b" with QoS 0
      When the application does <command>
        """
        {"filters": [<filter>]}
        """
      Then the server receives <packet> remaining_length=<length> filters=repeat:"a"*<len><qos>

      Examples:
        | packet      | command     | length | len   | filter                                                     | qos |
        | SUBSCRIBE   | subscribe   | 127    | 122   | {"filter": {"repeat": {"text": "a", "len": 122}}, "qos": 0}   | :0  |
        | SUBSCRIBE   | subscribe   | 128    | 123   | {"filter": {"repeat": {"text": "a", "len": 123}}, "qos": 0}   | :0  |
        | SUBSCRIBE   | subscribe   | 16383  | 16378 | {"filter": {"repeat": {"text": "a", "len": 16378}}, "qos": 0} | :0  |
        | SUBSCRIBE   | subscribe   | 16384  | 16379 | {"filter": {"repeat": {"text": "a", "len": 16379}}, "qos": 0} | :0  |
        | UNSUBSCRIBE | unsubscribe | 127    | 123   | {"repeat": {"text": "a", "len": 123}}                      |     |
        | UNSUBSCRIBE | unsubscribe | 128    | 124   | {"repeat": {"text": "a", "len": 124}}                      |     |
        | UNSUBSCRIBE | unsubscribe | 16383  | 16379 | {"repeat": {"text": "a", "len": 16379}}                    |     |
        | UNSUBSCRIBE | unsubscribe | 16384  | 16380 | {"repeat": {"text": "a", "len": 16380}}                    |     |

    @needs.will_binary
    Scenario Outline: a CONNECT of Remaining Length <length> is sent whole
      Given the application asks for:
        | client_id    | "cut"                              |
        | will.topic   | "a/b"                              |
        | will.payload | {"fill": {"len": <len>, "seed": 7}} |
      When the application connects
      Then the server receives CONNECT remaining_length=<length> will_message=fill:<len>/7
      And the application is told "connected"

      Examples:
        | length | len   |
        | 127    | 105   |
        | 128    | 106   |
        | 16383  | 16361 |
        | 16384  | 16362 |
        | 65557  | 65535 |

    @table.packets/publish.stay
    Scenario Outline: an inbound PUBLISH of <name>, <state>
      Given a client in the state <state>
      And the application subscribes to "a/b" with QoS 0
      When the server sends <packet>
      Then the application receives what the server sent

      Examples:

    Scenario Outline: an inbound PUBLISH of Remaining Length <length> is read whole
      Given a client connected
      And the application subscribes to "a/b" with QoS 0
      When the server sends PUBLISH topic="a/b" payload=fill:<len>
      Then the application receives what the server sent

      Examples:
        | length  | len     |
        | 5       | 0       |
        | 2097151 | 2097146 |
        | 2097152 | 2097147 |

    @needs.multi_subscribe @needs.qos1
    Scenario Outline: a SUBACK with <count> return codes is read whole
      Given a client connected
      When the application subscribes to <count> Topic Filters with QoS 1
      Then the server receives SUBSCRIBE
      And the application is told "subscribed"
      When the server publishes "last" to "many/<count>" with QoS 1
      Then the application receives "last" on "many/<count>"
      And the server receives PUBACK

      Examples:
        | count |
        | 125   |
        | 126   |
        | 1500  |
