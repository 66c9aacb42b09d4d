@scripted
Feature: 3.8 SUBSCRIBE

  @MQTT-3.8.1-1 @must
  Rule: The first byte of SUBSCRIBE is 82

    Scenario: the first and a later SUBSCRIBE
      Given a client connected
      When the application subscribes to "a/b" with QoS 1
      And the application subscribes to "c/d" with QoS 1
      Then the server receives SUBSCRIBE flags=2 filters="a/b":1
      And the server receives SUBSCRIBE flags=2 filters="c/d":1

  @MQTT-3.8.3-1 @must
  Rule: The Topic Filters in SUBSCRIBE are well-formed UTF-8

    Scenario Outline: SUBSCRIBE with the Topic Filter <filter>
      Given a client connected
      When the application subscribes to "<filter>" with QoS 0
      Then the server receives SUBSCRIBE filters="<filter>":0

      Examples:
        | filter     |
        | måling/#   |
        | +/温度/€   |
        | a/🌡       |

    @needs.raw_strings
    Scenario Outline: a Topic Filter with the bytes <bytes> does not leave the client
      Given a client connected
      When the application subscribes to:
        | {"hex": "<bytes>"} | 0 |
      Then the server receives no SUBSCRIBE filters=hex:<bytes>:0

      Examples:
        | bytes    |
        | 6180     |
        | 61eda080 |

  @MQTT-3.8.3-3 @must
  Rule: SUBSCRIBE holds at least one pair of Topic Filter and QoS

    Scenario: SUBSCRIBE with one Topic Filter
      Given a client connected
      When the application subscribes to "a/b" with QoS 0
      Then the server receives SUBSCRIBE filters="a/b":0 remaining_length=8

    @needs.multi_subscribe
    Scenario: several Topic Filters are in one packet, in order
      Given a client connected
      When the application subscribes to:
        | "a/b" | 0 |
        | "c/#" | 1 |
        | "d"   | 0 |
      Then the server receives SUBSCRIBE filters="a/b":0,"c/#":1,"d":0

    @needs.multi_subscribe
    Scenario: a SUBSCRIBE without Topic Filter does not leave the client
      Given a client connected
      When the application does subscribe
        """
        {"filters": []}
        """
      Then the server receives no SUBSCRIBE filters=none

  @MQTT-3.8.3-4 @must
  Rule: The requested QoS is 0, 1 or 2

    Scenario Outline: a subscription with QoS <qos>
      Given a client connected
      When the application subscribes to "a/b" with QoS <qos>
      Then the server receives SUBSCRIBE filters="a/b":<qos>

      Examples:
        | qos |
        | 0   |

      @needs.qos1
      Examples:
        | qos |
        | 1   |

      @needs.qos2
      Examples:
        | qos |
        | 2   |

    Scenario: a subscription with QoS 3 does not leave the client
      Given a client connected
      When the application subscribes to "a/b" with QoS 3
      Then the server receives no SUBSCRIBE filters="a/b":3
