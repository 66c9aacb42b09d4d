@scripted
Feature: 3.14.4 After DISCONNECT

  @MQTT-3.14.4-1 @must
  Rule: After DISCONNECT the client closes the connection

    Scenario: the client closes the connection
      Given a client connected
      When the application disconnects
      Then the server receives DISCONNECT
      And the client closes the connection

    Scenario: also if the server does not
      Given a client connected
      And the server falls silent
      When the application disconnects
      Then the server receives DISCONNECT
      And the client closes the connection

  @MQTT-3.14.4-2 @must
  Rule: After DISCONNECT the client sends nothing more

    Scenario: an idle client is silent after DISCONNECT
      Given a client connected
      When the application disconnects
      Then the server receives DISCONNECT
      And the server receives nothing more

    @needs.qos1
    Scenario: a client with a message in flight is silent after DISCONNECT
      Given a client connected
      And the server withholds its answer to PUBLISH
      When the application publishes "hi" to "a/b" with QoS 1
      Then the server receives PUBLISH qos=1
      When the application disconnects
      Then the server receives DISCONNECT
      And the server receives nothing more

    @needs.qos1
    Scenario: a message that comes at the same time is not answered after DISCONNECT
      Given a client connected
      And the server follows the script:
        """
        on DISCONNECT -> first PUBLISH topic="a/b" qos=1 id=9 payload="late"
        """
      When the application disconnects
      Then the server receives DISCONNECT
      And the server receives nothing more

  @MQTT-3.14.1-1 @must
  Rule: The first byte of DISCONNECT is e0, and nothing follows its fixed header

    Scenario: a DISCONNECT
      Given a client connected
      When the application disconnects
      Then the server receives DISCONNECT flags=0 remaining_length=0
