@scripted @profile.hub_dashboard
Feature: Hub and dashboard – a device

  Background:
    Given the application asks for:
      | client_id | "device_x" |

  @DECK-EX-01 @DECK-DASH-04 @needs.user_name
  Rule: A device logs in with the name, password and Client Identifier that the hub knows

    Scenario: hub: device_x
      Given the application asks for:
        | user_name | "device_x"           |
        | password  | {"text": "device_x"} |
      When the application connects
      Then the server receives CONNECT client_id="device_x" user_name="device_x" password="device_x"

    @DECK-URI-01 @needs.uri
    Scenario: hub: the same by a URI
      Given the application asks for:
        | uri | "mqtt://device_x:device_x@127.0.0.1:$port" |
      When the application connects
      Then the server receives CONNECT client_id="device_x" user_name="device_x" password="device_x"

    @DECK-BROKER-04
    Scenario: hub: a login that is not this device's
      Given the server answers CONNECT with CONNACK code=4
      When the application connects
      Then the application is told "refused" with:
        """
        {"code": 4}
        """

  @DECK-MQTT-06 @needs.user_name
  Rule: A token of any length serves as Password, and a fresh one is used on the next connection

    Scenario: hub: a token of 1500 bytes
      Given the application asks for:
        | user_name | "oauth"                             |
        | password  | {"fill": {"len": 1500, "seed": 33}} |
      When the application connects
      Then the server receives CONNECT user_name="oauth" password=fill:1500/33

    Scenario: hub: a token that expired is replaced
      Given the application asks for:
        | user_name | "oauth"                  |
        | password  | {"text": "first token"} |
      And a client connected
      When the server closes the connection
      And the application asks for:
        | password | {"text": "second token"} |
      And the application reconnects with the same options
      Then the server receives CONNECT password="second token"

  @DECK-EX-03 @needs.qos1 @needs.unsubscribe
  Rule: What the application asks for all at once when it is connected is all done

    Scenario: hub: publish, subscribe twice, unsubscribe in one go
      Given a client connected
      When the application publishes "data_3" to "/topic/qos1" with QoS 1
      And the application subscribes to "/topic/qos0" with QoS 0
      And the application subscribes to "/topic/qos1" with QoS 1
      And the application unsubscribes from "/topic/qos1"
      Then the server receives PUBLISH payload="data_3" id=$one
      And the server receives SUBSCRIBE filters="/topic/qos0":0 id!=$one
      And the server receives SUBSCRIBE filters="/topic/qos1":1 id!=$one
      And the server receives UNSUBSCRIBE filters="/topic/qos1" id!=$one
      And the application is told that its message is published
      And the application is told "subscribed" exactly 2 times
      And the application is told "unsubscribed" exactly 1 time

    Scenario: hub: their answers come in another order
      Given a client connected
      And the server withholds its answer to PUBLISH|SUBSCRIBE|UNSUBSCRIBE
      When the application publishes "data_3" to "/topic/qos1" with QoS 1
      And the application subscribes to "/topic/qos0" with QoS 0
      And the application unsubscribes from "/topic/qos2"
      Then the server receives UNSUBSCRIBE
      When the server lets go what it withheld, the last first
      Then the application is told that its message is published
      And the application is told "subscribed" exactly 1 time
      And the application is told "unsubscribed" exactly 1 time

  @DECK-API-03 @DECK-API-04 @DECK-MQTT-01
  Rule: A payload is the bytes given: none, or as many as they are

    Scenario: hub: no data
      Given a client connected
      When the application publishes:
        | topic | "/topic/qos0" |
      Then the server receives PUBLISH topic="/topic/qos0" payload="" retain=0

    Scenario: hub: data_3 is six bytes
      Given a client connected
      When the application publishes "data_3" to "/topic/qos0" with QoS 0
      Then the server receives PUBLISH payload="data_3" remaining_length=19

  @DECK-API-06 @DECK-API-07
  Rule: Each subscription has a Packet Identifier of its own and a Topic Filter as given

    Scenario: hub: two subscriptions on their way
      Given a client connected
      And the server withholds its answer to SUBSCRIBE
      When the application subscribes to "to/+/device" with QoS 0
      Then the server receives SUBSCRIBE id=$one filters="to/+/device":0
      When the application subscribes to "to/#" with QoS 1
      Then the server receives SUBSCRIBE id!=$one filters="to/#":1

  @DECK-API-05 @needs.qos1
  Rule: Messages have Packet Identifiers of their own, and QoS 0 has none

    Scenario: hub: two messages in flight
      Given a client connected
      And the server never answers PUBLISH
      When the application publishes "one" to "/topic/qos1" with QoS 1
      Then the server receives PUBLISH id=$one payload="one"
      When the application publishes "two" to "/topic/qos1" with QoS 1
      Then the server receives PUBLISH id!=$one payload="two"
