@scripted
Feature: Robustness – subscriptions

  @ROB-SUBSCRIBE-1 @robust
  Rule: Subscriptions asked for take effect and end as asked, and their answers are understood

    @table.packets/suback.stay @needs.qos1
    Scenario Outline: SUBACK: <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the application is told "subscribed"
      When the server sends PUBLISH topic="usable" qos=1 id=40001
      Then the server receives PUBACK id=40001

      Examples:

    @table.packets/unsuback.stay @needs.qos1
    Scenario Outline: UNSUBACK: <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the application is told "unsubscribed"
      When the server sends PUBLISH topic="usable" qos=1 id=40001
      Then the server receives PUBACK id=40001

      Examples:

    @needs.granted_qos
    Scenario Outline: the application is told the return code <code> for QoS <qos>
      Given a client connected
      And the server answers SUBSCRIBE with SUBACK id=$id codes=<code>
      When the application subscribes to "a/b" with QoS <qos>
      Then the application is told "subscribed" with:
        """
        {"codes": [<code>]}
        """

      Examples:
        | code | qos |
        | 0    | 0   |
        | 0    | 1   |
        | 1    | 1   |
        | 128  | 1   |

      @needs.qos2
      Examples:
        | code | qos |
        | 1    | 2   |
        | 2    | 2   |

    @needs.granted_qos @needs.multi_subscribe
    Scenario: of several return codes each goes to its Topic Filter
      Given a client connected
      And the server answers SUBSCRIBE with SUBACK id=$id codes=0,128,1
      When the application subscribes to:
        | "a/b" | 0 |
        | "c/#" | 1 |
        | "d"   | 1 |
      Then the application is told "subscribed" with:
        """
        {"codes": [0, 128, 1]}
        """

    Scenario: after SUBACK messages come
      Given a client connected
      When the application subscribes to "a/b" with QoS 0
      Then the application is told "subscribed"
      When the server publishes "hi" to "a/b" with QoS 0
      Then the application receives "hi" on "a/b"

    Scenario: several subscriptions that are answered together, the last first
      Given a client connected
      And the server withholds its answer to SUBSCRIBE
      When the application subscribes to "a/0" with QoS 0
      And the application subscribes to "a/1" with QoS 0
      And the application subscribes to "a/2" with QoS 0
      Then the server receives SUBSCRIBE filters="a/2":0
      When the server lets go what it withheld, the last first
      Then the application is told "subscribed" exactly 3 times

    @needs.unsubscribe
    Scenario: a message between UNSUBSCRIBE and UNSUBACK
      Given a client connected
      And the application subscribes to "a/b" with QoS 0
      And the server follows the script:
        """
        on UNSUBSCRIBE -> first PUBLISH topic="a/b" payload="late"
        """
      When the application unsubscribes from "a/b"
      Then the application is told "unsubscribed"
      And the connection stays open

    @needs.qos1
    Scenario: a retained message before SUBACK
      Given a client connected
      And the server follows the script:
        """
        on SUBSCRIBE -> first PUBLISH topic="a/b" retain=1 qos=1 id=77 payload="early"
        """
      When the application subscribes to "a/b" with QoS 1
      Then the application is told "subscribed"
      And the server receives PUBACK id=77

  @ROB-SESSION-2 @robust @needs.resubscribe @needs.auto_reconnect
  Rule: A client that was told to resubscribe does so when the server has lost the Session

    Scenario Outline: after a <loss> of a connection with Clean Session <clean_session>
      Given the application asks for:
        | resubscribe      | true            |
        | reconnect.mode   | "fixed"         |
        | reconnect.min_ms | 100             |
        | clean_session    | <clean_session> |
      And a client connected
      And the application subscribes to "a/b" with QoS 1
      And the server follows the script:
        """
        connection 2: on CONNECT -> answer CONNACK session_present=0
        """
      When the server <loss> the connection
      Then the client connects again
      And the server receives SUBSCRIBE filters="a/b":1

      Examples:
        | loss   | clean_session |
        | closes | true          |
        | resets | true          |
        | closes | false         |
        | resets | false         |

    @needs.unsubscribe
    Scenario: what was unsubscribed from is not subscribed to again
      Given the application asks for:
        | resubscribe      | true    |
        | reconnect.mode   | "fixed" |
        | reconnect.min_ms | 100     |
      And a client connected
      And the application subscribes to "a/b" with QoS 1
      And the application subscribes to "c/d" with QoS 0
      And the application unsubscribes from "a/b"
      When the server closes the connection
      Then the server receives SUBSCRIBE filters="c/d":0
      And the server receives no SUBSCRIBE filters="a/b":1
