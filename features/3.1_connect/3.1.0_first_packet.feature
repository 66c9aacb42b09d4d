@scripted
Feature: 3.1 CONNECT – the first packet

  @MQTT-3.1.0-1 @must
  Rule: The first packet on a Network Connection is CONNECT

    Scenario: the first packet is CONNECT
      When the application connects
      Then the server receives in order:
        """
        CONNECT
        """
